// Rows of a group that is held in memory: what small data sets are read through.
#include <cstring>

#include "framework/data/storage/row_memory.h"
#include "framework/data/storage/row_reader.h"

namespace tandem {
namespace {

/// The rows of one field, end to end.
struct Column {
  explicit Column(const DataSetField& field)
      : row_bytes(static_cast<size_t>(field.row_bytes())),
        rows(static_cast<size_t>(field.num_chunks() * field.chunk_memory())) {
    // With room for checksums chunks are read in place; each overwrites what is stored behind the
    // rows of the one before.
    for (int64_t chunk = 0; chunk < field.num_chunks(); ++chunk) {
      const auto used = static_cast<size_t>(chunk * field.chunk_rows()) * row_bytes;
      field.read_chunk(chunk, rows.bytes().subspan(used));
    }
  }

  size_t row_bytes;
  RowMemory rows;
};

class ResidentReader : public RowReader {
 public:
  explicit ResidentReader(const RowReaderOptions& options)
      : options_(options), order_(options.order) {
    for (const std::string& name : options.fields) {
      columns_.emplace_back(options.group->field(name));
    }
  }

  void gather(int64_t batch, int64_t local_lane,
              std::span<std::byte* const> destinations) override {
    const int64_t epoch = batch / order_.batches_per_epoch();
    if (epoch != epoch_) {
      rows_ = order_.chunk_order(epoch);
      epoch_ = epoch;
    }
    const int64_t count = options_.order.micro_batch_size;
    const int64_t stride = options_.order.num_lanes;
    const int64_t first = batch % order_.batches_per_epoch() * count * stride;
    // A lane has every num_lanes-th position.
    const int64_t* rows = rows_.data() + first + options_.first_lane + local_lane;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      for (int64_t k = 0; k < count; ++k) {
        std::memcpy(destinations[i] + static_cast<size_t>(k) * column.row_bytes,
                    column.rows.data() + static_cast<size_t>(rows[k * stride]) * column.row_bytes,
                    column.row_bytes);
      }
    }
  }

 private:
  RowReaderOptions options_;
  SampleOrder order_;
  std::vector<Column> columns_;
  int64_t epoch_ = -1;
  std::vector<int64_t> rows_;  // one-row chunks: the order of all rows
};

}  // namespace

std::unique_ptr<RowReader> make_resident_reader(const RowReaderOptions& options) {
  return std::make_unique<ResidentReader>(options);
}

}  // namespace tandem
