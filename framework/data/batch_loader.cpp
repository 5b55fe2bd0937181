#include "framework/data/batch_loader.h"

#include <ATen/ops/empty.h>

#include <thread>

#include "framework/core/error.h"
#include "framework/data/batch_queue.h"
#include "framework/data/device_copy.h"
#include "framework/data/storage/data_set_file.h"
#include "framework/data/storage/row_reader.h"
#include "framework/data/tensor_type.h"

namespace tandem {
namespace {

const BatchLoaderOptions& checked(const BatchLoaderOptions& options) {
  const auto refuse = [](const std::string& what, const std::string& expected, int64_t got) {
    throw ConfigError({.what = what, .expected = expected, .got = std::to_string(got)});
  };
  if (options.micro_batches < 1) {
    refuse("batch.micro_batches is unusable", "1 or more", options.micro_batches);
  }
  if (options.batch_size < 1 || options.batch_size % options.micro_batches != 0) {
    refuse("batch.size is unusable",
           "a multiple of batch.micro_batches = " + std::to_string(options.micro_batches),
           options.batch_size);
  }
  if (options.first_lane < 0 || options.num_local_lanes < 1 ||
      options.first_lane + options.num_local_lanes > options.micro_batches) {
    refuse("the lanes of this rank are unusable", "lanes below batch.micro_batches",
           options.first_lane + options.num_local_lanes);
  }
  if (options.window_chunks < 1)
    refuse("the window is unusable", "1 or more", options.window_chunks);
  if (options.prefetch_batches < 1) {
    refuse("the prefetch is unusable", "1 or more batches", options.prefetch_batches);
  }
  if (options.first_batch < 0) refuse("the position is unusable", "0 or more", options.first_batch);
  if (options.fields.empty()) refuse("no fields are asked for", "1 or more", 0);
  return options;
}

bool is_resident(const BatchLoaderOptions& options, const DataSetGroup& group) {
  return group.num_bytes() <= options.resident_bytes;
}

SampleOrderOptions order_of(const BatchLoaderOptions& options, const DataSetGroup& group) {
  return {.num_rows = group.num_rows,
          // Rows in memory are permuted one by one.
          .chunk_rows = is_resident(options, group) ? 1 : group.chunk_rows,
          .seed = options.seed,
          .num_lanes = options.micro_batches,
          .window_chunks = options.window_chunks,
          .micro_batch_size = options.batch_size / options.micro_batches};
}

/// How a field becomes a tensor.
struct TensorLayout {
  std::string name;
  std::vector<int64_t> sizes;
  at::ScalarType type;
};

}  // namespace

void check_enough_rows(const BatchLoaderOptions& options, const DataSetGroup& group) {
  if (SampleOrder(order_of(options, group)).batches_per_epoch() > 0) return;
  Problem problem{.what = "/" + group.name + " holds less than one batch",
                  .where = options.path,
                  .expected = std::to_string(options.batch_size) + " rows or more",
                  .got = std::to_string(group.num_rows),
                  .advice = "Choose a smaller batch.size."};
  if (!is_resident(options, group)) {
    problem.expected +=
        ", and a chunk for each micro-batch (of " + std::to_string(options.micro_batches) + ")";
    problem.got += " rows in chunks of " + std::to_string(group.chunk_rows);
    problem.advice = "Choose a smaller batch.size, or a larger data.resident_bytes.";
  }
  throw ConfigError(problem);
}

class BatchLoader::Implementation {
 public:
  Implementation(const BatchLoaderOptions& options, const at::Device& device)
      : options_(checked(options)),
        file_(options.path),
        group_(file_.group(options.group)),
        resident_(is_resident(options, group_)),
        order_(order_of(options, group_)),
        batches_per_epoch_(SampleOrder(order_).batches_per_epoch()),
        copy_(device),
        queue_(static_cast<size_t>(options.prefetch_batches)) {
    check_enough_rows(options_, group_);
    for (const std::string& name : options.fields) {
      const FieldDescription& field = group_.field(name).description();
      TensorLayout layout{
          .name = name, .sizes = {order_.micro_batch_size}, .type = tensor_type(field.type)};
      layout.sizes.insert(layout.sizes.end(), field.shape.begin(), field.shape.end());
      layouts_.push_back(std::move(layout));
    }
    // Begins last, because it uses all members.
    thread_ = std::thread([this] { run(); });
  }

  ~Implementation() {
    queue_.close();
    thread_.join();
  }

  std::vector<Batch> next() { return queue_.pop().take(); }
  int64_t batches_per_epoch() const { return batches_per_epoch_; }
  bool resident() const { return resident_; }

 private:
  void run() noexcept {
    try {
      copy_.make_current();
      const RowReaderOptions reading{.group = &group_,
                                     .fields = options_.fields,
                                     .order = order_,
                                     .first_lane = options_.first_lane,
                                     .num_local_lanes = options_.num_local_lanes,
                                     .first_batch = options_.first_batch};
      const std::unique_ptr<RowReader> reader =
          resident_ ? make_resident_reader(reading) : make_streaming_reader(reading);
      int64_t batch = options_.first_batch;
      while (queue_.push(copy_.start(read(*reader, batch)))) ++batch;
    } catch (...) {
      queue_.fail(std::current_exception());
    }
  }

  std::vector<Batch> read(RowReader& reader, int64_t batch) {
    std::vector<Batch> batches;
    std::vector<std::byte*> destinations(layouts_.size());
    for (int64_t local_lane = 0; local_lane < options_.num_local_lanes; ++local_lane) {
      std::vector<std::pair<std::string, at::Tensor>> fields;
      for (size_t i = 0; i < layouts_.size(); ++i) {
        const TensorLayout& layout = layouts_[i];
        fields.emplace_back(layout.name, at::empty(layout.sizes, copy_.host_options(layout.type)));
        destinations[i] = static_cast<std::byte*>(fields.back().second.mutable_data_ptr());
      }
      reader.gather(batch, local_lane, destinations);
      batches.emplace_back(std::move(fields));
    }
    return batches;
  }

  BatchLoaderOptions options_;
  DataSetFile file_;
  const DataSetGroup& group_;
  bool resident_;
  SampleOrderOptions order_;
  int64_t batches_per_epoch_;
  std::vector<TensorLayout> layouts_;
  DeviceCopy copy_;
  BatchQueue<BatchesInFlight> queue_;
  std::thread thread_;
};

BatchLoader::BatchLoader(const BatchLoaderOptions& options, const at::Device& device)
    : implementation_(std::make_unique<Implementation>(options, device)) {}
BatchLoader::~BatchLoader() = default;
std::vector<Batch> BatchLoader::next() { return implementation_->next(); }
int64_t BatchLoader::batches_per_epoch() const { return implementation_->batches_per_epoch(); }
bool BatchLoader::resident() const { return implementation_->resident(); }

}  // namespace tandem
