#include "framework/statistics/factor_scores.h"

#include <ATen/ATen.h>

#include <cmath>

#include "framework/statistics/linear_probe.h"

namespace tandem {
namespace {

constexpr int64_t kMostClasses = 4;
/// Keeps an entropy of nothing defined.
constexpr double kLeastImportance = 1e-11;

/// The largest entry of every column less the second one; a single latent has no second.
at::Tensor gaps(const at::Tensor& table) {
  if (table.size(0) == 1) return table[0];
  const at::Tensor two = std::get<0>(table.topk(2, 0));
  return two[0] - two[1];
}

/// The mean over classes of how many of each are told right.
double balanced_accuracy(const at::Tensor& told, const at::Tensor& labels, int64_t num_classes) {
  double sum = 0.0;
  for (int64_t label = 0; label < num_classes; ++label) {
    sum += told.masked_select(labels == label).eq(label).to(at::kDouble).mean().item<double>();
  }
  return sum / static_cast<double>(num_classes);
}

double class_score(const at::Tensor& latent, const at::Tensor& classes) {
  const int64_t num_classes = classes.max().item<int64_t>() + 1;
  // The penalty on weights depends on the scale of a latent, which tells nothing of a factor.
  const at::Tensor rows = fit_column_scale(latent).apply(latent);
  const LinearClassifier classifier = fit_logistic_regression(
      {rows, classes}, {.num_classes = num_classes, .limits = {.tolerance = 1e-8}});
  return balanced_accuracy(classifier.classify(rows), classes, num_classes);
}

double squared_correlation(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor x = first - first.mean();
  const at::Tensor y = second - second.mean();
  const double scale = (x.square().sum() * y.square().sum()).item<double>();
  const double product = x.dot(y).item<double>();
  return scale > 0 ? product * product / scale : 0.0;
}

/// 1 − the entropy of every row to base columns, weighted by the sums of the rows.
double concentration(const at::Tensor& table) {
  const double total = table.sum().item<double>();
  const at::Tensor kept = table + kLeastImportance;
  const at::Tensor share = kept / kept.sum(1, /*keepdim=*/true);
  const double base = std::log(static_cast<double>(table.size(1)));
  const at::Tensor one_minus_entropy = 1 + at::xlogy(share, share).sum(1) / base;
  // There is nothing to weight by, or a base whose logarithm is 0.
  if (!(total > 0) || table.size(1) == 1) return 0.0;
  return (one_minus_entropy * table.sum(1)).sum().item<double>() / total;
}

}  // namespace

double mutual_information_gap(const at::Tensor& information, const at::Tensor& entropies) {
  return (gaps(information) / entropies).mean().item<double>();
}

double attribute_gap(const at::Tensor& scores) { return gaps(scores).mean().item<double>(); }

at::Tensor attribute_scores(const at::Tensor& codes, const at::Tensor& factors) {
  const at::Tensor values = codes.to(at::kCPU, at::kDouble);
  at::Tensor scores = at::zeros({codes.size(1), factors.size(1)}, at::kDouble);
  for (int64_t factor = 0; factor < factors.size(1); ++factor) {
    const at::Tensor classes = factors.select(1, factor).to(at::kCPU, at::kLong);
    const bool has_classes = classes.max().item<int64_t>() < kMostClasses;
    const at::Tensor ordered = classes.to(at::kDouble);
    for (int64_t latent = 0; latent < codes.size(1); ++latent) {
      scores[latent][factor] = has_classes ? class_score(values.narrow(1, latent, 1), classes)
                                           : squared_correlation(values.select(1, latent), ordered);
    }
  }
  return scores;
}

double disentanglement(const at::Tensor& importances) { return concentration(importances); }

double completeness(const at::Tensor& importances) { return concentration(importances.t()); }

}  // namespace tandem
