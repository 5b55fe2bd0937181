#include "framework/statistics/linear_probe.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "framework/core/seed.h"

namespace tandem {
namespace {

constexpr double kLossWeights[] = {1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2};
/// Of a search that only chooses C: classes that lie apart would take thousands of steps.
constexpr MinimizationLimits kChoiceLimits{.tolerance = 1e-6, .max_steps = 200};

at::Tensor as_doubles(const at::Tensor& rows) { return rows.to(at::kCPU, at::kDouble); }

/// Weight and bias in one vector, and back.
at::Tensor joined_parameters(const LinearClassifier& classifier) {
  return at::cat({classifier.weight, classifier.bias.unsqueeze(1)}, 1).flatten();
}
LinearClassifier parted_parameters(const at::Tensor& parameters, int64_t num_classes) {
  const at::Tensor table = parameters.view({num_classes, -1});
  const int64_t num_features = table.size(1) - 1;
  return {.weight = table.narrow(1, 0, num_features), .bias = table.select(1, num_features)};
}

}  // namespace

at::Tensor ColumnScale::apply(const at::Tensor& rows) const {
  return (as_doubles(rows) - mean) / deviation;
}

ColumnScale fit_column_scale(const at::Tensor& rows) {
  const at::Tensor values = as_doubles(rows);
  const at::Tensor deviation = values.std(0, /*unbiased=*/false);
  // Rounding may give a constant column a deviation, by which it would be blown up.
  const at::Tensor is_constant = values.amax(0) == values.amin(0);
  return {.mean = values.mean(0), .deviation = deviation.masked_fill(is_constant, 1.0)};
}

at::Tensor LinearClassifier::logits(const at::Tensor& rows) const {
  return at::addmm(bias, as_doubles(rows), weight.t());
}

at::Tensor LinearClassifier::classify(const at::Tensor& rows) const {
  return logits(rows).argmax(1);
}

LinearClassifier fit_logistic_regression(const LabelledFeatures& train,
                                         const RegressionOptions& options,
                                         const LinearClassifier* start) {
  const at::Tensor rows = as_doubles(train.rows);
  const at::Tensor labels = train.labels.to(at::kCPU, at::kLong);
  const auto num_rows = static_cast<double>(rows.size(0));
  // All is divided by C N: the tolerance then means the same whatever these are.
  const double decay = 1 / (options.loss_weight * num_rows);
  at::Tensor wanted = at::zeros({rows.size(0), options.num_classes}, at::kDouble);
  wanted.scatter_(1, labels.unsqueeze(1), 1.0);
  const auto slope = [&](const at::Tensor& parameters) {
    const LinearClassifier at_place = parted_parameters(parameters, options.num_classes);
    const at::Tensor log_probabilities = at_place.logits(rows).log_softmax(1);
    const double loss = -(log_probabilities * wanted).sum().item<double>() / num_rows;
    // The gradient of the cross-entropy by the logits.
    const at::Tensor error = (log_probabilities.exp() - wanted) / num_rows;
    const LinearClassifier gradient{.weight = at::addmm(at_place.weight, error.t(), rows, decay),
                                    .bias = error.sum(0)};
    const double weights = at_place.weight.square().sum().item<double>();
    return ValueAndGradient{.value = loss + 0.5 * decay * weights,
                            .gradient = joined_parameters(gradient)};
  };
  const at::Tensor begin = start != nullptr
                               ? joined_parameters(*start)
                               : at::zeros({options.num_classes * (rows.size(1) + 1)}, at::kDouble);
  return parted_parameters(minimize(slope, begin, options.limits), options.num_classes);
}

double classification_error(const LinearClassifier& classifier, const LabelledFeatures& rows) {
  const at::Tensor is_wrong = classifier.classify(rows.rows) != rows.labels.to(at::kCPU, at::kLong);
  return is_wrong.to(at::kDouble).mean().item<double>();
}

ProbeResult probe(const LabelledFeatures& train, const LabelledFeatures& valid,
                  const LabelledFeatures& test, int64_t num_classes) {
  RegressionOptions options{.num_classes = num_classes, .limits = kChoiceLimits};
  double least_error = std::numeric_limits<double>::infinity();
  LinearClassifier last;
  LinearClassifier best;
  ProbeResult result;
  for (const double loss_weight : kLossWeights) {
    options.loss_weight = loss_weight;
    // The minima of neighbouring C lie close to each other: each search begins at the last one.
    last = fit_logistic_regression(train, options, last.weight.defined() ? &last : nullptr);
    const double error = classification_error(last, valid);
    if (!(error < least_error)) continue;
    least_error = error;
    best = last;
    result.loss_weight = loss_weight;
  }
  options.loss_weight = result.loss_weight;
  options.limits = {};
  // To the end now: the search that chose C may have stopped early.
  result.error = classification_error(fit_logistic_regression(train, options, &best), test);
  return result;
}

at::Tensor balanced_order(const at::Tensor& labels, uint64_t seed) {
  const at::Tensor label = labels.to(at::kCPU, at::kLong).contiguous();
  const auto* label_of = label.const_data_ptr<int64_t>();
  const std::vector<int64_t> drawn = permutation(label.size(0), seed);
  std::vector<int64_t> seen(static_cast<size_t>(label.max().item<int64_t>()) + 1, 0);
  std::vector<std::pair<int64_t, int64_t>> turns;  // how many of its class came before, row
  for (const int64_t row : drawn) {
    turns.emplace_back(seen[static_cast<size_t>(label_of[row])]++, row);
  }
  // Stable: within a turn the classes stay in the random order.
  std::ranges::stable_sort(turns, {}, &std::pair<int64_t, int64_t>::first);
  std::vector<int64_t> order;
  for (const auto& [turn, row] : turns) order.push_back(row);
  return at::tensor(order, at::kLong);
}

}  // namespace tandem
