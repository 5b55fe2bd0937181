#include "framework/metrics/evaluation.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "framework/config/nearest_name.h"
#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/metrics/image_columns.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/record_stamp.h"

namespace tandem {
namespace {

constexpr const char* kNotFinite =
    "Some images that the model made are not finite: pixels that are no numbers count as black.";

std::string text_of(Direction direction) {
  if (direction == Direction::kLower) return "lower";
  return direction == Direction::kHigher ? "higher" : "none";
}

/// Which way a term of an objective is better depends on what it is trained against: runs are not
/// compared by it.
std::string direction_text(const Metric& metric, const MetricValue& value) {
  return text_of(metric.subject == Subject::kObjectives ? Direction::kNone : value.direction);
}

/// What belongs beside a number, in the order in which it is shared and written.
std::array<std::optional<double> RecordedValue::*, 5> numbers_of_values() {
  return {&RecordedValue::value, &RecordedValue::standard_error, &RecordedValue::floor,
          &RecordedValue::ceiling, &RecordedValue::real};
}

/// Ranks decide by these values together: all take those of rank 0. What is not there is NaN.
std::vector<RecordedValue> of_first_rank(std::vector<RecordedValue> values,
                                         Communicator& communicator) {
  const auto members = numbers_of_values();
  const auto count = static_cast<int64_t>(values.size() * members.size());
  if (count == 0) return values;
  at::Tensor numbers = at::empty({count}, at::kDouble);
  auto* number = numbers.mutable_data_ptr<double>();
  for (const RecordedValue& value : values) {
    for (const auto member : members) *number++ = (value.*member).value_or(std::nan(""));
  }
  numbers = numbers.to(communicator.device());
  communicator.broadcast(numbers, 0);
  numbers = numbers.to(at::kCPU);
  const auto* shared = numbers.const_data_ptr<double>();
  for (RecordedValue& value : values) {
    for (const auto member : members) {
      const double given = *shared++;
      // A value that is not finite is one; what stands beside it is then of no use.
      const bool is_there =
          member == &RecordedValue::value ? (value.*member).has_value() : std::isfinite(given);
      value.*member = is_there ? std::optional(given) : std::nullopt;
    }
  }
  return values;
}

std::string features_name(const MetricContext& context) {
  return context.plan().networks == nullptr ? "" : context.network().name();
}

/// The record without its values: by what it is asked for.
EvaluationRecord asked_record(const MetricContext& context, const Metric& metric,
                              const SubjectPart& part) {
  return {.metric = metric.name,
          .part = part.prefix,
          .step = context.settings().step,
          .weights = context.plan().weights.digest,
          .stamp = record_stamp(context, metric)};
}

/// The record with what is measured.
EvaluationRecord measured(EvaluationRecord record, const Measuring& measuring) {
  const Metric& metric = measuring.metric;
  Measured result = metric.measure(measuring);
  // Values have no names of their own: they are told by their places.
  const std::vector<MetricValue>& named = declared_values(metric, measuring.part);
  if (!result.values.empty() && result.values.size() != named.size()) {
    throw Error(ExitCode::kInternal, {.what = "a metric gives other values than it declares",
                                      .where = metric.name,
                                      .expected = std::to_string(named.size()),
                                      .got = std::to_string(result.values.size())});
  }
  for (size_t i = 0; i < result.values.size(); ++i) {
    if (!result.values[i]) continue;
    const MeasuredValue& value = *result.values[i];
    record.values.push_back(
        {.name = full_name(metric, named[i], measuring.part, features_name(measuring.context)),
         .unit = named[i].unit,
         .direction = direction_text(metric, named[i]),
         .sentence = named[i].sentence,
         .value = value.value,
         .standard_error = value.standard_error,
         .floor = value.floor,
         .ceiling = value.ceiling,
         .real = value.real});
  }
  record.values = of_first_rank(std::move(record.values), measuring.context.communicator());
  record.series = std::move(result.series);
  record.note = std::move(result.note);
  if (!record.values.empty() && !measuring.context.images_are_finite()) {
    record.note += record.note.empty() ? kNotFinite : std::string(" ") + kNotFinite;
  }
  return record;
}

/// Whether it says nothing: neither a number nor why there is none.
bool is_empty(const EvaluationRecord& record) {
  return record.values.empty() && record.note.empty();
}

/// The records of a part, of which some may be known.
class PartEvaluation {
 public:
  PartEvaluation(MetricContext& context, const SubjectPart& part,
                 std::vector<const Metric*> metrics)
      : context_(context), part_(part), metrics_(std::move(metrics)) {}

  std::vector<EvaluationRecord> run() {
    auto [records, is_known] = look_up();
    std::vector<const Metric*> unknown;
    for (size_t i = 0; i < metrics_.size(); ++i) {
      if (!is_known[i]) unknown.push_back(metrics_[i]);
    }
    // Images are made for what is not known yet, and once for all of it.
    const std::vector<at::Tensor> columns = context_.begin_part(part_, unknown);
    size_t next = 0;
    for (size_t i = 0; i < metrics_.size(); ++i) {
      if (is_known[i]) continue;
      const Metric& metric = *metrics_[i];
      if (context_.plan().begins) context_.plan().begins(metric);
      records[i] =
          measured(std::move(records[i]), {.context = context_,
                                           .part = part_,
                                           .metric = metric,
                                           .stream = metric.stream.value_or(stream_of(metric.name)),
                                           .columns = columns[next++]});
      const EvaluationPlan& plan = context_.plan();
      if (plan.measured && context_.communicator().rank() == 0 && !is_empty(records[i])) {
        plan.measured(records[i]);
      }
    }
    return std::move(records);  // a binding is not moved by itself
  }

 private:
  /// Of each metric the record that is known, or what is asked for; whether each is known, as rank
  /// 0 sees it.
  std::pair<std::vector<EvaluationRecord>, std::vector<bool>> look_up() const {
    std::vector<EvaluationRecord> records;
    at::Tensor flags = at::zeros({static_cast<int64_t>(metrics_.size())}, at::kLong);
    for (size_t i = 0; i < metrics_.size(); ++i) {
      records.push_back(asked_record(context_, *metrics_[i], part_));
      const auto& known = context_.plan().known;
      // Only rank 0 reads records: what it knows decides for all, or collectives would not meet.
      if (!known || context_.communicator().rank() != 0) continue;
      if (auto found = known(records.back())) {
        records.back() = *std::move(found);
        flags[static_cast<int64_t>(i)] = 1;
      }
    }
    if (flags.numel() > 0 && context_.communicator().size() > 1) {
      at::Tensor shared = flags.to(context_.communicator().device());
      context_.communicator().broadcast(shared, 0);
      flags = shared.to(at::kCPU);
    }
    const auto* flag = flags.const_data_ptr<int64_t>();
    return {std::move(records), std::vector<bool>(flag, flag + flags.numel())};
  }

  MetricContext& context_;
  const SubjectPart& part_;
  std::vector<const Metric*> metrics_;
};

}  // namespace

std::vector<EvaluationRecord> evaluate(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                                       Communicator& communicator,
                                       const std::vector<Metric>& metrics) {
  MetricContext context(evaluated, plan, communicator);
  const Provided provided = provided_by(plan.networks, plan.likelihood_samples);
  std::vector<EvaluationRecord> records;
  for (const Subject subject : all_subjects()) {
    // The loss of an objective may itself be made of gradients, as a penalty on them is.
    const torch::AutoGradMode gradients(subject == Subject::kObjectives);
    for (const SubjectPart& part : parts_of(subject, evaluated.model, evaluated.objectives)) {
      std::vector<const Metric*> of_part;
      for (const Metric& metric : metrics) {
        if (metric.subject != subject) continue;
        // Before the data is asked: of_data may look at networks that are only then there.
        if (!lacking(metric, evaluated.model, part, provided).empty()) continue;
        const auto& of_data = metric.needs.of_data;
        if (!of_data || of_data(context, part)) of_part.push_back(&metric);
      }
      std::ranges::move(PartEvaluation(context, part, std::move(of_part)).run(),
                        std::back_inserter(records));
    }
  }
  std::erase_if(records, is_empty);
  return records;
}

NamedValues values_of(const std::vector<EvaluationRecord>& records, const std::string& split) {
  NamedValues values;
  for (const EvaluationRecord& record : records) {
    for (const RecordedValue& value : record.values) {
      if (value.value) values.emplace_back(split + "/" + value.name, *value.value);
    }
  }
  return values;
}

std::vector<Metric> chosen_metrics(const std::vector<std::string>& names, Measure when) {
  std::vector<Metric> all = all_metrics();
  const std::vector<std::string> known = names_of(all);
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    Problem problem{.what = "there is no such metric" + before_list(name, known),
                    .where = "metrics",
                    .got = "'" + name + "'"};
    for (const Metric& each : all) problem.items.push_back(each.name + ": " + each.sentence);
    throw ConfigError(problem);
  }
  std::erase_if(all, [&](const Metric& metric) {
    // The values of Measure rise from what is measured always to what must be named.
    return names.empty() ? metric.when > when
                         : std::ranges::find(names, metric.name) == names.end();
  });
  return all;
}

void check_measured(const std::vector<Metric>& metrics,
                    const std::vector<EvaluationRecord>& records) {
  for (const Metric& metric : metrics) {
    if (std::ranges::find(records, metric.name, &EvaluationRecord::metric) != records.end()) {
      continue;
    }
    throw DataError({.what = "the metric cannot be measured on this split",
                     .where = "metrics, " + metric.name,
                     .expected = "what it needs of the data, as labels, and as many images",
                     .advice = "Name another split, more samples, or metrics without it."});
  }
}

void check_metrics(const std::vector<Metric>& metrics, const GenerativeModel& model,
                   const std::vector<EvaluatedObjective>& objectives, const Provided& provided) {
  for (const Metric& metric : metrics) {
    const auto parts = parts_of(metric.subject, model, objectives);
    // What is said of a subject of which the model has no part.
    std::string lack = "a family that has what it measures: " + to_string(metric.subject);
    for (const SubjectPart& part : parts) {
      lack = lacking(metric, model, part, provided);
      // A metric counts as measured where one part of its subject allows it.
      if (lack.empty()) break;
    }
    if (lack.empty()) continue;
    throw ConfigError({.what = "the metric cannot be measured",
                       .where = "metrics, " + metric.name,
                       .expected = lack,
                       .advice = "Feature networks, classifiers and numbers of draws are named "
                                 "beside the run."});
  }
}

std::vector<MetricValue> possible_values(const GenerativeModel& model,
                                         const std::vector<EvaluatedObjective>& objectives,
                                         const Provided& provided,
                                         const std::vector<Metric>& metrics) {
  std::vector<MetricValue> possible;
  for (const Subject subject : all_subjects()) {
    for (const SubjectPart& part : parts_of(subject, model, objectives)) {
      for (const Metric& metric : metrics) {
        if (metric.subject != subject || !lacking(metric, model, part, provided).empty()) continue;
        for (MetricValue value : declared_values(metric, part)) {
          value.name = full_name(metric, value, part, provided.features.value_or(""));
          possible.push_back(std::move(value));
        }
      }
    }
  }
  return possible;
}

}  // namespace tandem
