// The metrics of generated images from features that are there already, through the same evaluation
// as any run: `metrics_benchmark DATA ROWS FEATURES METRIC,…`, directly or under mpirun, where DATA
// is the file that it writes random images to. One line of JSON: evaluations per second and the
// largest memory of a rank.
#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "framework/core/process.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"
#include "framework/data/storage/data_set_writer.h"
#include "framework/distributed/mpi_session.h"
#include "framework/metrics/evaluation.h"
#include "framework/metrics/measuring_networks.h"
#include "launch/worker/numerics.h"

namespace tandem {
namespace {

constexpr int64_t kNumClasses = 10;

/// Pixels are features, and the first of them the scores of classes.
class PixelsAsFeatures : public FeatureNetwork {
 public:
  explicit PixelsAsFeatures(int64_t num_features) : num_features_(num_features) {}
  std::string name() const override { return "pixels"; }
  std::string identity() const override { return "pixels as they are"; }
  bool accepts(const ImageShape&) const override { return true; }
  std::string accepted_images() const override { return "any images"; }
  int64_t num_features() const override { return num_features_; }
  int64_t num_classes() const override { return kNumClasses; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  SeenBatch see(const at::Tensor& pixels) override {
    const at::Tensor features = pixels.flatten(1).to(at::kFloat) / 255;
    return {features, features.narrow(1, 0, kNumClasses) * 8};
  }

 private:
  int64_t num_features_;
  std::vector<std::string> class_names_;
};

/// Makes random images.
class RandomImages : public GenerativeModel, public Generates {
 public:
  explicit RandomImages(int64_t num_features) : num_features_(num_features) {}
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override { return {}; }
  at::Tensor draw_latents(int64_t count) override {
    return at::rand({count, 1, num_features_ / 8, 8});
  }
  at::Tensor generate(const at::Tensor& latents) override { return latents; }

 private:
  int64_t num_features_;
};

void write_random(const std::filesystem::path& path, int64_t num_rows, int64_t num_features) {
  DataSetWriter writer({.path = path, .replace = true}, {.generator = "benchmark"},
                       {{.name = "images", .shape = {num_features / 8, 8, 1}, .type = "uint8"}});
  RandomSequence random(1);
  // No other split, whose values would stand beside: the peer has none either.
  writer.begin_group("test", num_rows);
  for (int64_t row = 0; row < num_rows; ++row) {
    std::byte* const pixels = writer.next_row()[0];
    std::generate_n(pixels, num_features,
                    [&] { return static_cast<std::byte>(random.below(256)); });
  }
  writer.finish();
}

void run(const std::filesystem::path& path, int64_t num_rows, int64_t num_features,
         const std::vector<std::string>& names) {
  using Clock = std::chrono::steady_clock;
  set_numerics_environment({});
  configure_numerics({});
  const MpiSession session;
  const auto communicator = session.communicator(at::kCPU);
  if (session.rank() == 0) write_random(path, num_rows, num_features);
  communicator->barrier();
  const DataSources data(std::vector<DataSourceLocation>{{"", path}});
  RandomImages model(num_features);
  MeasuringNetworks networks(std::make_unique<PixelsAsFeatures>(num_features));
  const EvaluationPlan plan{.settings = {}, .networks = &networks, .num_samples = num_rows};
  const auto metrics = chosen_metrics(names, Measure::kByName);
  communicator->barrier();
  const auto start = Clock::now();
  const auto records = evaluate({model, data, {}}, plan, *communicator, metrics);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  at::Tensor peaks = at::zeros({session.size()}, at::kLong);
  peaks[session.rank()] = peak_resident_bytes();
  communicator->sum(peaks);
  if (session.rank() != 0) return;
  std::cout << nlohmann::json{{"evaluations_per_second", 1 / seconds},
                              {"num_records", records.size()},
                              {"peak_bytes", peaks.max().item<int64_t>()}}
            << std::endl;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: metrics_benchmark DATA ROWS FEATURES METRIC,…\n";
    return 64;
  }
  try {
    tandem::run(argv[1], std::stoll(argv[2]), std::stoll(argv[3]), tandem::split(argv[4], ','));
  } catch (const std::exception& error) {
    std::cerr << "metrics_benchmark: " << error.what() << '\n';
    return 70;
  }
  return 0;
}
