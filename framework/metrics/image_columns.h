// What metrics ask of each image that a model makes, from one pass over the images.
#pragma once

#include <vector>

#include "framework/metrics/metric_context.h"

namespace tandem {

/// Columns of several metrics side by side.
class ColumnLayout {
 public:
  ColumnLayout(const MetricContext& context, std::vector<const Metric*> metrics);

  /// Of all metrics together.
  int64_t num_columns() const { return num_columns_; }
  bool reads_labels() const;
  /// What all ask of some images: (N, num_columns) float64 on the CPU.
  at::Tensor values(MetricContext& context, const SubjectPart& part, const MadeImages& made) const;
  /// The columns of each metric, undefined for one that asks nothing, of all rows.
  std::vector<at::Tensor> split(const at::Tensor& rows) const;

 private:
  std::vector<const Metric*> metrics_;
  std::vector<int64_t> counts_;
  int64_t num_columns_ = 0;
};

/// Whether all pixels of each image (N, …) are numbers, (N, 1): once they are brought to 8 bits it
/// cannot be told.
at::Tensor are_finite(const at::Tensor& images);

/// What was asked of the images that a model made.
struct MadeColumns {
  at::Tensor columns;  // (N, num_columns) float64 on the CPU, the same on every rank
  bool images_are_finite = true;
};

/// The columns of images that the model makes of the rows of the split: reconstructions, or the
/// translations that the part is. Collective.
MadeColumns split_columns(MetricContext& context, Subject subject, const SubjectPart& part,
                          const ColumnLayout& layout);

}  // namespace tandem
