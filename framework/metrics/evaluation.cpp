#include "framework/metrics/evaluation.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/metrics/image_columns.h"
#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

void add_values(const Metric& metric, const Measuring& measuring, NamedValues& values) {
  const Measured measured = metric.measure(measuring);
  const std::vector<MetricValue>& named = values_of(metric, measuring.part);
  if (measured.empty()) return;
  if (measured.size() != named.size()) {
    throw Error(ExitCode::kInternal, {.what = "a metric gives other values than it declares",
                                      .where = metric.name,
                                      .expected = std::to_string(named.size()),
                                      .got = std::to_string(measured.size())});
  }
  const std::string prefix = measuring.context.settings().split + "/" + measuring.part.prefix;
  for (size_t i = 0; i < named.size(); ++i) {
    if (measured[i]) values.emplace_back(prefix + named[i].name, *measured[i]);
  }
}

/// What the metrics ask of each image; undefined for those that ask nothing.
std::vector<at::Tensor> columns_of(MetricContext& context, const Part& part,
                                   const std::vector<const Metric*>& metrics) {
  std::vector<const Metric*> asking;
  for (const Metric* metric : metrics) {
    if (metric->columns.count > 0) asking.push_back(metric);
  }
  const std::vector<at::Tensor> gathered = translation_columns(context, part, asking);
  std::vector<at::Tensor> columns;
  auto next = gathered.begin();
  for (const Metric* metric : metrics) {
    columns.push_back(metric->columns.count > 0 ? *next++ : at::Tensor());
  }
  return columns;
}

void evaluate_part(MetricContext& context, const Part& part,
                   const std::vector<const Metric*>& metrics, NamedValues& values) {
  const std::vector<at::Tensor> columns = columns_of(context, part, metrics);
  for (size_t i = 0; i < metrics.size(); ++i) {
    const Metric& metric = *metrics[i];
    add_values(metric,
               {.context = context,
                .part = part,
                .stream = metric.stream.value_or(stream_of(metric.name)),
                .columns = columns[i]},
               values);
  }
}

/// Ranks decide by these values together: all take those of rank 0.
void share(NamedValues& values, Communicator& communicator) {
  if (values.empty()) return;
  at::Tensor numbers = at::empty({static_cast<int64_t>(values.size())}, at::kDouble);
  auto* number = numbers.mutable_data_ptr<double>();
  for (const auto& [name, value] : values) *number++ = value;
  numbers = numbers.to(communicator.device());
  communicator.broadcast(numbers, 0);
  numbers = numbers.to(at::kCPU);
  const auto* shared = numbers.const_data_ptr<double>();
  for (auto& [name, value] : values) value = *shared++;
}

}  // namespace

Evaluation evaluate(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                    Communicator& communicator, const std::vector<Metric>& metrics) {
  MetricContext context(evaluated, plan, communicator);
  const Provided provided{.feature_network = plan.features != nullptr,
                          .likelihood_samples = plan.likelihood_samples > 0};
  Evaluation evaluation;
  for (const Subject subject : all_subjects()) {
    // The loss of an objective may itself be made of gradients, as a penalty on them is.
    const torch::AutoGradMode gradients(subject == Subject::kObjectives);
    for (const Part& part : parts_of(subject, evaluated.model, evaluated.objectives)) {
      std::vector<const Metric*> of_part;
      for (const Metric& metric : metrics) {
        if (metric.subject != subject || !applies(metric, evaluated.model, part, provided))
          continue;
        const auto& of_data = metric.needs.of_data;
        if (!of_data || of_data(context, part)) of_part.push_back(&metric);
      }
      evaluate_part(context, part, of_part, evaluation.values);
    }
  }
  share(evaluation.values, communicator);
  for (const auto& [name, text] : context.notes()) {
    evaluation.notes.emplace_back(plan.settings.split + "/" + name, text);
  }
  return evaluation;
}

std::vector<MetricValue> possible_values(const GenerativeModel& model,
                                         const std::vector<EvaluatedObjective>& objectives,
                                         const Provided& provided,
                                         const std::vector<Metric>& metrics) {
  std::vector<MetricValue> possible;
  for (const Subject subject : all_subjects()) {
    for (const Part& part : parts_of(subject, model, objectives)) {
      for (const Metric& metric : metrics) {
        if (metric.subject != subject || !applies(metric, model, part, provided)) continue;
        for (MetricValue value : values_of(metric, part)) {
          value.name = part.prefix + value.name;
          possible.push_back(std::move(value));
        }
      }
    }
  }
  return possible;
}

}  // namespace tandem
