// A data set made of tensors: what `sample` and `encode` write, to be read by h5py and trained on.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/data/storage/data_set_writer.h"
#include "launch/worker/loaded_run.h"

namespace tandem {

/// Where the results of a run come from: its name, step and the digest of its weights; `made` says
/// how: "sample, seed 1".
DataSetOrigin origin_of(const LoadedRun& run, const std::string& made);

/// A column of rows, (n, …) on the CPU.
struct TensorColumn {
  std::string name;
  at::Tensor values;
};

/// Writes one group of a data set, chunk by chunk.
class TensorRows {
 public:
  /// Throws UsageError for a file that is there and may not be replaced.
  TensorRows(DataSetWriterOptions options, DataSetOrigin origin, std::string group,
             int64_t num_rows);

  /// Appends rows. The columns of all calls have the same names, types and shapes of a row.
  void append(const std::vector<TensorColumn>& columns);
  /// Verifies and renames the file. Throws FileError.
  void finish();

 private:
  DataSetWriterOptions options_;
  DataSetOrigin origin_;
  std::string group_;
  int64_t num_rows_;
  std::unique_ptr<DataSetWriter> writer_;  // made with the first rows, which say what a row is
};

}  // namespace tandem
