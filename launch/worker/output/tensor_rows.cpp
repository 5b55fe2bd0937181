#include "launch/worker/output/tensor_rows.h"

#include <ATen/ATen.h>

#include <cstring>
#include <utility>

#include "framework/core/digest.h"
#include "framework/data/tensor_type.h"
#include "framework/runs/run_paths.h"
#include "launch/output_file.h"

namespace tandem {
namespace {

FieldDescription description_of(const TensorColumn& column) {
  const at::IntArrayRef sizes = column.values.sizes();
  return {.name = column.name,
          .shape = std::vector<int64_t>(sizes.begin() + 1, sizes.end()),
          .type = field_type(column.values.scalar_type())};
}

}  // namespace

DataSetOrigin origin_of(const LoadedRun& run, const std::string& made) {
  return {.generator =
              made + ", of " + run.configuration().options().name + ", " + step_name(run.step()),
          .source_digests = {{run.weights().filename(), digest_of_file(run.weights())}}};
}

TensorRows::TensorRows(DataSetWriterOptions options, DataSetOrigin origin, std::string group,
                       int64_t num_rows)
    : options_(std::move(options)),
      origin_(std::move(origin)),
      group_(std::move(group)),
      num_rows_(num_rows) {
  // Here and not with the first rows, which take long to compute.
  check_output(options_.path, options_.replace);
}

void TensorRows::append(const std::vector<TensorColumn>& columns) {
  std::vector<at::Tensor> values;
  std::vector<FieldDescription> fields;
  for (const TensorColumn& column : columns) {
    // Rows are copied by their bytes.
    values.push_back(column.values.contiguous());
    fields.push_back(description_of(column));
  }
  if (!writer_) {
    writer_ = std::make_unique<DataSetWriter>(options_, origin_, fields);
    writer_->begin_group(group_, num_rows_);
  }
  for (int64_t row = 0; row < values.front().size(0); ++row) {
    const auto destinations = writer_->next_row();
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t bytes = values[i].nbytes() / static_cast<size_t>(values[i].size(0));
      const auto* rows = static_cast<const std::byte*>(values[i].const_data_ptr());
      std::memcpy(destinations[i], rows + static_cast<size_t>(row) * bytes, bytes);
    }
  }
}

void TensorRows::finish() { writer_->finish(); }

}  // namespace tandem
