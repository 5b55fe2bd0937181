#include "framework/metrics/subjects.h"

#include <algorithm>

namespace tandem {
namespace {

std::vector<Part> objective_parts(const std::vector<EvaluatedObjective>& objectives) {
  std::vector<Part> parts;
  for (size_t index = 0; index < objectives.size(); ++index) {
    const Objective& objective = *objectives[index].objective;
    if (objective.batch_use != BatchUse::kDraws) continue;
    Part part{.prefix = objective.name + "/", .index = index};
    for (const std::string& term : objective.terms) {
      part.values.push_back({.name = term, .direction = Direction::kLower});
    }
    part.values.push_back({.name = "loss", .direction = Direction::kLower});
    parts.push_back(std::move(part));
  }
  return parts;
}

template <class Item>
std::vector<Part> parts_named(const std::vector<Item>& items, const char* separator) {
  std::vector<Part> parts;
  for (size_t index = 0; index < items.size(); ++index) {
    parts.push_back({.prefix = items[index].name + separator, .index = index});
  }
  return parts;
}

std::vector<Part> one_part_if(bool is_there) {
  return is_there ? std::vector<Part>(1) : std::vector<Part>();
}

std::vector<Part> condition_parts(const GenerativeModel& model) {
  const auto* conditional = capability<GeneratesOnCondition>(model);
  if (conditional == nullptr || capability<Generates>(model) == nullptr) return {};
  return parts_named(conditional->conditions(), "_");
}

std::vector<Part> translation_parts(const GenerativeModel& model) {
  const auto* translates = capability<TranslatesImages>(model);
  return translates == nullptr ? std::vector<Part>() : parts_named(translates->translations(), "/");
}

}  // namespace

std::vector<Subject> all_subjects() {
  return {Subject::kObjectives, Subject::kReconstructions, Subject::kLabels,    Subject::kSamples,
          Subject::kConditions, Subject::kTranslations,    Subject::kLikelihood};
}

std::vector<Part> parts_of(Subject subject, const GenerativeModel& model,
                           const std::vector<EvaluatedObjective>& objectives) {
  switch (subject) {
    case Subject::kObjectives:
      return objective_parts(objectives);
    case Subject::kReconstructions:
      return one_part_if(capability<Reconstructs>(model) != nullptr);
    case Subject::kLabels:
      return one_part_if(true);  // whether it classifies or clusters, each metric says
    case Subject::kSamples:
      return one_part_if(capability<Generates>(model) != nullptr);
    case Subject::kConditions:
      return condition_parts(model);
    case Subject::kTranslations:
      return translation_parts(model);
    case Subject::kLikelihood:
      return one_part_if(capability<EstimatesLikelihood>(model) != nullptr ||
                         capability<EstimatesPartition>(model) != nullptr);
  }
  return {};
}

bool applies(const Metric& metric, const GenerativeModel& model, const Part& part,
             const Provided& provided) {
  const Needs& needs = metric.needs;
  if (needs.feature_network && !provided.feature_network) return false;
  if (needs.likelihood_samples && !provided.likelihood_samples) return false;
  const auto has = [&](const NeededCapability& needed) { return needed.has(model); };
  if (!std::ranges::all_of(needs.capabilities, has)) return false;
  return !needs.of_model || needs.of_model(model, part);
}

const std::vector<MetricValue>& values_of(const Metric& metric, const Part& part) {
  return metric.values.empty() ? part.values : metric.values;
}

}  // namespace tandem
