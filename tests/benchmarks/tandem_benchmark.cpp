// tandem's sides of the benchmarks, through the same trainer and loader as any run; one line of
// JSON each. `tandem-benchmark MODE [DATA] [--device cpu|cuda] [--micro-batches M] [--seconds S]
// [--experiments DIR]`, directly or under mpirun; modes are gan_tiny, loader, memory, and families
// with an mnist.yaml.
#include <ATen/Parallel.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/core/seed.h"
#include "framework/data/storage/data_set_writer.h"
#include "framework/device/gpu.h"
#include "framework/distributed/mpi_session.h"
#include "framework/training/trainer.h"
#include "launch/worker/numerics.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

struct Arguments {
  std::string mode;
  std::string data;
  std::string device = "cpu";
  std::filesystem::path experiments = TANDEM_EXPERIMENTS;
  int64_t micro_batches = 0;  // 0: as many as ranks
  double seconds = 2;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Waits until a GPU has done what it was given; the host is ahead of it.
void wait_for(const at::Device& device) {
  if (device.is_cpu()) return;
  c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
}

/// Leaves out a warm-up, then counts steps until the time is over.
class StepCounter : public Observer {
 public:
  StepCounter(double seconds, const at::Device& device)
      : seconds_(seconds), device_(device), start_(Clock::now()) {}

  void on_step(int64_t step) override {
    if (finished_) return;
    if (!warm_ && step >= 10 && seconds_since(start_) > 0.25 * seconds_) {
      wait_for(device_);
      warm_ = true;
      start_ = Clock::now();
      first_step_ = step;
    }
    if (!warm_ || seconds_since(start_) <= seconds_) return;
    wait_for(device_);
    elapsed_ = seconds_since(start_);
    num_steps_ = step - first_step_;
    finished_ = true;
  }

  void on_report(int64_t, const NamedValues&, const StepTimes& times) override {
    peak_bytes_ = times.peak_device_bytes;
    if (!warm_ || finished_) return;
    waited_ += times.device_wait;
    reported_ += times.total;
  }

  bool finished() const { return finished_; }
  double steps_per_second() const { return static_cast<double>(num_steps_) / elapsed_; }
  /// Share of the time in which the host waited for the device; the device waits in the rest of it
  /// where it is not busy.
  double device_wait() const { return reported_ > 0 ? waited_ / reported_ : 0; }
  int64_t peak_bytes() const { return peak_bytes_; }

 private:
  double seconds_;
  at::Device device_;
  Clock::time_point start_;
  bool warm_ = false;
  bool finished_ = false;
  int64_t first_step_ = 0;
  int64_t num_steps_ = 0;
  double elapsed_ = 0;
  double waited_ = 0;
  double reported_ = 0;
  int64_t peak_bytes_ = 0;
};

/// A folder of its own, removed at the end.
class Scratch {
 public:
  Scratch() : path_(std::filesystem::temp_directory_path() / name()) {
    std::filesystem::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  static std::string name() {
    std::string text = "tandem-benchmark-";
    return text.append(std::to_string(::getpid()));
  }
  std::filesystem::path path_;
};

/// Random points of the plane as images of 1×2 pixels.
void write_points(const std::filesystem::path& path) {
  DataSetWriter writer({.path = path, .replace = true}, {.generator = "benchmark"},
                       {{.name = "images", .shape = {1, 2, 1}, .type = "uint8"}});
  writer.begin_group("train", 8192);
  RandomSequence random(1);
  for (int64_t row = 0; row < 8192; ++row) {
    std::byte* const pixels = writer.next_row()[0];
    pixels[0] = static_cast<std::byte>(random.below(256));
    pixels[1] = static_cast<std::byte>(random.below(256));
  }
  writer.finish();
}

std::vector<std::string> overrides_of(const Arguments& arguments, const std::string& data,
                                      int64_t num_ranks) {
  const int64_t micro_batches = arguments.micro_batches > 0 ? arguments.micro_batches : num_ranks;
  std::vector<std::string> overrides = {"batch.micro_batches=" + std::to_string(micro_batches),
                                        "device=" + arguments.device, "report.every=20"};
  if (arguments.mode == "cyclegan") {
    overrides.push_back("data.sources.a.path=" + data);
    overrides.push_back("data.sources.b.path=" + data);
  } else {
    overrides.push_back("data.path=" + data);
  }
  for (const char* never : {"steps", "samples.every", "evaluation.every", "checkpoint.every"}) {
    overrides.push_back(std::string(never).append("=1000000000"));
  }
  if (arguments.mode == "gan_tiny") {
    for (const char* option :
         {"batch.size=64", "model.latent_size=64", "model.generator_widths=[64,64]",
          "model.discriminator_widths=[64,64]", "model.batch_norm=false", "model.dropout=0"}) {
      overrides.emplace_back(option);
    }
  }
  return overrides;
}

/// The rank's GPU, made the current one, or the CPU.
at::Device choose_device(const Arguments& arguments, const MpiSession& session) {
  if (arguments.device == "cpu") return at::kCPU;
  if (num_gpus() == 0) throw std::runtime_error("--device cuda: no GPU");
  const at::Device device(at::kCUDA,
                          static_cast<at::DeviceIndex>(session.local_rank() % num_gpus()));
  c10::impl::VirtualGuardImpl(device.type()).setDevice(device);
  return device;
}

void run_training(const Arguments& arguments, const MpiSession& session) {
  const Scratch scratch;
  std::string data = arguments.data;
  if (arguments.mode == "gan_tiny") write_points(data = scratch.path() / "points.h5");
  const std::string family = arguments.mode == "gan_tiny" ? "gan" : arguments.mode;
  const auto configuration =
      RunConfiguration::load(arguments.experiments / family / "mnist.yaml",
                             overrides_of(arguments, data, session.size()), all_families());
  set_numerics_environment(configuration.options().numerics);
  configure_numerics(configuration.options().numerics);
  const at::Device device = choose_device(arguments, session);
  const DataSources sources(configuration.data_locations());
  ModelState state(configuration.family(), sources.description(), 1, device);
  const auto communicator = session.communicator(device);
  CheckpointStore store(scratch.path(), 1);
  StepCounter counter(arguments.seconds, device);
  Trainer trainer({configuration, sources, state, *communicator, store,
                   [&counter] { return counter.finished(); }});
  trainer.run({&counter});
  if (session.rank() == 0) {
    std::cout << nlohmann::json{{"steps_per_second", counter.steps_per_second()},
                                {"device", device.is_cpu() ? "cpu" : gpu(device.index()).name},
                                {"device_wait", counter.device_wait()},
                                {"peak_device_bytes", counter.peak_bytes()}}
              << std::endl;
  }
}

BatchLoaderOptions loader_options(const std::string& data) {
  return {.path = data, .seed = 1, .batch_size = 128, .resident_bytes = 64 << 20};
}

void run_loader(const Arguments& arguments) {
  at::set_num_threads(1);
  BatchLoader loader(loader_options(arguments.data), at::kCPU);
  for (int64_t batch = 0; batch < loader.batches_per_epoch(); ++batch) loader.next();
  const auto start = Clock::now();
  int64_t samples = 0;
  while (seconds_since(start) < arguments.seconds) samples += loader.next()[0].size();
  const double rate = static_cast<double>(samples) / seconds_since(start);
  std::cout << nlohmann::json{{"samples_per_second", rate}} << std::endl;
}

/// Peak memory of the process over one epoch.
void run_memory(const Arguments& arguments) {
  at::set_num_threads(1);
  const BatchLoaderOptions options = loader_options(arguments.data);
  BatchLoader loader(options, at::kCPU);
  for (int64_t batch = 0; batch < loader.batches_per_epoch(); ++batch) loader.next();
  const DataSetFile file(arguments.data);
  const DataSetField& images = file.group("train").field("images");
  const int64_t window =
      loader.resident() ? 0 : 2 * options.window_chunks * images.chunk_rows() * images.row_bytes();
  const int64_t prefetch = options.prefetch_batches * options.batch_size * images.row_bytes();
  std::cout << nlohmann::json{{"peak_bytes", peak_resident_bytes()},
                              {"window_bytes", window},
                              {"prefetch_bytes", prefetch}}
            << std::endl;
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  if (argc > 1) arguments.mode = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--micro-batches" && i + 1 < argc) {
      arguments.micro_batches = std::stoll(argv[++i]);
    } else if (word == "--device" && i + 1 < argc) {
      arguments.device = argv[++i];
    } else if (word == "--experiments" && i + 1 < argc) {
      arguments.experiments = argv[++i];
    } else if (word == "--seconds" && i + 1 < argc) {
      arguments.seconds = std::stod(argv[++i]);
    } else {
      arguments.data = word;
    }
  }
  return arguments;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  try {
    const tandem::Arguments arguments = tandem::parse(argc, argv);
    if (arguments.mode == "loader") {
      tandem::run_loader(arguments);
    } else if (arguments.mode == "memory") {
      tandem::run_memory(arguments);
    } else {
      tandem::run_training(arguments, tandem::MpiSession());
    }
  } catch (const std::exception& error) {
    std::cerr << "tandem-benchmark: " << error.what() << '\n';
    return static_cast<int>(tandem::ExitCode::kInternal);
  }
  return 0;
}
