#include "framework/metrics/sample_quality.h"

#include <ATen/ATen.h>

#include <functional>
#include <optional>

#include "framework/metrics/gathered_rows.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

// Kernels may round differently for another batch size, so every chunk is generated whole.
constexpr int64_t kChunkSize = 100;

/// Changes latents (kChunkSize, …) of samples from `begin` on.
using LatentChange = std::function<at::Tensor(const at::Tensor& latents, int64_t begin)>;

/// Features and logits, (num_samples, features + classes).
at::Tensor examine_samples(Generates& model, const EvaluationPlan& plan, const LatentChange& change,
                           uint64_t stream, Communicator& communicator) {
  const Judge& judge = *plan.judge;
  const auto values = [&](int64_t begin, int64_t end) {
    const at::Tensor latents = change(model.draw_latents(kChunkSize), begin);
    const at::Tensor images = model.generate(latents).narrow(0, 0, end - begin);
    return judge.examine(images, plan.settings.pixel_range);
  };
  return gather_rows({.num_rows = plan.num_samples,
                      .chunk_size = kChunkSize,
                      .num_values = judge.num_features() + judge.num_classes(),
                      .stream = stream},
                     plan.settings, values, communicator);
}

/// The logits in what examine_samples returns.
at::Tensor logits_of(const at::Tensor& examined, const Judge& judge) {
  return examined.narrow(1, judge.num_features(), judge.num_classes());
}

void add_histogram(const at::Tensor& logits, const std::string& prefix, NamedValues& values) {
  const at::Tensor histogram = at::bincount(logits.argmax(1), {}, logits.size(1));
  const at::Tensor share = histogram.to(at::kDouble) / logits.size(0);
  const at::Tensor confidence = logits.softmax(1).amax(1);
  values.emplace_back(prefix + "class_entropy", 0.0 - at::xlogy(share, share).sum().item<double>());
  values.emplace_back(prefix + "classes_found", histogram.count_nonzero().item<double>());
  values.emplace_back(prefix + "mean_confidence", confidence.mean().item<double>());
}

/// The first other split with at least `num_rows` images, those that a judge may know last.
std::optional<std::string> other_split(const DataSources& data, const EvaluationSettings& settings,
                                       int64_t num_rows) {
  const std::string field = image_field(settings.fields);
  for (const char* split : {"valid", "test", "train"}) {
    if (split == settings.split || !data.has_field(split, field)) continue;
    if (data.field(split, field).num_rows() >= num_rows) return split;
  }
  return std::nullopt;
}

/// How far real images lie apart, at the number of samples of the plan.
void add_floor(const Gaussian& reference, const DataSources& data, const EvaluationPlan& plan,
               Communicator& communicator, NamedValues& values) {
  EvaluationSettings other = plan.settings;
  const auto split = other_split(data, plan.settings, plan.num_samples);
  if (!split) return;
  other.split = *split;
  const Gaussian& real = plan.judge->reference(data, other, communicator, plan.num_samples);
  values.emplace_back(plan.settings.split + "/classifier_fid_floor",
                      frechet_distance(real, reference));
}

/// The categories asked for, in turn.
at::Tensor asked(int64_t begin, int64_t count, int64_t num_categories, const at::Device& device) {
  const auto options = at::TensorOptions(device).dtype(at::kLong);
  return at::arange(begin, begin + count, options).remainder(num_categories);
}

void add_errors(const at::Tensor& categories, const at::Tensor& labels, const std::string& name,
                NamedValues& values) {
  const at::Tensor counts = count_pairs(categories, labels);
  const auto total = static_cast<double>(labels.size(0));
  const auto error = [&](int64_t right) { return (total - static_cast<double>(right)) / total; };
  values.emplace_back(name + "_error", error(diagonal_count(counts)));
  values.emplace_back(name + "_error_matched", error(best_matching(counts).matched));
}

}  // namespace

NamedValues evaluate_samples(GenerativeModel& model, const DataSources& data,
                             const EvaluationPlan& plan, Communicator& communicator) {
  auto* generates = dynamic_cast<Generates*>(&model);
  if (generates == nullptr || plan.judge == nullptr) return {};
  NamedValues values;
  Judge& judge = *plan.judge;
  const std::string prefix = plan.settings.split + "/";
  const auto as_drawn = [](const at::Tensor& latents, int64_t) { return latents; };
  const at::Tensor examined =
      examine_samples(*generates, plan, as_drawn, stream_of(MetricStream::kSamples), communicator);
  const Gaussian fitted = fit_gaussian(examined.narrow(1, 0, judge.num_features()));
  const Gaussian& reference = judge.reference(data, plan.settings, communicator);
  values.emplace_back(prefix + "classifier_fid", frechet_distance(fitted, reference));
  values.emplace_back(prefix + "classifier_fid_samples", static_cast<double>(plan.num_samples));
  add_floor(reference, data, plan, communicator, values);
  add_histogram(logits_of(examined, judge), prefix, values);

  auto* conditional = dynamic_cast<GeneratesOnCondition*>(&model);
  if (conditional == nullptr || !judge.shares_classes(data.description().class_names)) {
    return values;
  }
  uint64_t index = 0;
  for (const Condition& condition : conditional->conditions()) {
    const uint64_t stream = stream_of(MetricStream::kConditions, index++);
    if (condition.num_categories != judge.num_classes()) continue;
    const auto with_category = [&](const at::Tensor& latents, int64_t begin) {
      return conditional->with_condition(
          latents, condition.name,
          asked(begin, latents.size(0), condition.num_categories, latents.device()));
    };
    const at::Tensor of_categories =
        examine_samples(*generates, plan, with_category, stream, communicator);
    add_errors(asked(0, plan.num_samples, condition.num_categories, at::kCPU),
               logits_of(of_categories, judge).argmax(1), prefix + condition.name, values);
  }
  return values;
}

}  // namespace tandem
