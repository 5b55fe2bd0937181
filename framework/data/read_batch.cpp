#include "framework/data/read_batch.h"

#include <ATen/ATen.h>

#include <utility>

#include "framework/data/tensor_type.h"

namespace tandem {

Batch read_batch(const DataSources& data, const RowRange& rows,
                 const std::vector<std::string>& fields, const at::Device& device) {
  const int64_t count = rows.end - rows.begin;
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : fields) {
    const DataSetField& field = data.field(rows.group, name);
    std::vector<int64_t> shape = field.description().shape;
    shape.insert(shape.begin(), count);
    at::Tensor values = at::empty(shape, tensor_type(field.description().type));
    field.read_rows(rows.begin, count, values.data_ptr());
    tensors.emplace_back(name, values.to(device));
  }
  return Batch(std::move(tensors));
}

}  // namespace tandem
