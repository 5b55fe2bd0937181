// What the subjects of metrics consist of for a model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/metrics/evaluation_plan.h"
#include "framework/metrics/metric.h"

namespace tandem {

/// In the order in which their values are written.
std::vector<Subject> all_subjects();

/// "generated images": as messages say it.
std::string to_string(Subject subject);

/// The parts of a subject, none where the model lacks its capability. `objectives` are those that
/// are evaluated, of which only those that draw batches are parts; the index is the place there.
std::vector<SubjectPart> parts_of(Subject subject, const GenerativeModel& model,
                                  const std::vector<EvaluatedObjective>& objectives);

/// The translation that a part of kTranslations is.
Translation translation_of(const GenerativeModel& model, const SubjectPart& part);

/// What an evaluation has beside model and data.
struct Provided {
  std::optional<std::string> features = {};  // name of the feature network, where there is one
  bool logits = false;                       // of the feature network
  bool classes = false;                      // a classifier of the data
  bool likelihood_samples = false;
};
/// By the networks, null where there are none, and a number of draws.
Provided provided_by(const MeasuringNetworks* networks, int64_t likelihood_samples = 0);

/// What the metric lacks, as far as it can be told without data: "a feature network"; empty when
/// everything is there.
std::string lacking(const Metric& metric, const GenerativeModel& model, const SubjectPart& part,
                    const Provided& provided);

/// The values of the metric for a part.
const std::vector<MetricValue>& declared_values(const Metric& metric, const SubjectPart& part);

/// What a value is called: after the part and, where it depends on one, the feature network.
std::string full_name(const Metric& metric, const MetricValue& value, const SubjectPart& part,
                      const std::string& features);

}  // namespace tandem
