#include "framework/metrics/subjects.h"

#include "framework/metrics/measuring_networks.h"

namespace tandem {
namespace {

std::vector<SubjectPart> objective_parts(const std::vector<EvaluatedObjective>& objectives) {
  std::vector<SubjectPart> parts;
  for (size_t index = 0; index < objectives.size(); ++index) {
    const Objective& objective = *objectives[index].objective;
    if (objective.batch_use != BatchUse::kDraws) continue;
    SubjectPart part{.prefix = objective.name + "/", .index = index};
    for (const std::string& term : objective.terms) {
      part.values.push_back({.name = term, .direction = Direction::kLower});
    }
    part.values.push_back({.name = "loss", .direction = Direction::kLower});
    parts.push_back(std::move(part));
  }
  return parts;
}

template <class Item>
std::vector<SubjectPart> parts_named(const std::vector<Item>& items, const char* separator) {
  std::vector<SubjectPart> parts;
  for (size_t index = 0; index < items.size(); ++index) {
    parts.push_back({.prefix = items[index].name + separator, .index = index});
  }
  return parts;
}

std::vector<SubjectPart> one_part_if(bool is_there) {
  return is_there ? std::vector<SubjectPart>(1) : std::vector<SubjectPart>();
}

std::vector<SubjectPart> condition_parts(const GenerativeModel& model) {
  const auto* conditional = capability<GeneratesOnCondition>(model);
  if (conditional == nullptr || capability<Generates>(model) == nullptr) return {};
  return parts_named(conditional->conditions(), "_");
}

std::vector<SubjectPart> translation_parts(const GenerativeModel& model) {
  const auto* translates = capability<TranslatesImages>(model);
  return translates == nullptr ? std::vector<SubjectPart>()
                               : parts_named(translates->translations(), "/");
}

}  // namespace

std::vector<Subject> all_subjects() {
  return {Subject::kObjectives,   Subject::kReconstructions, Subject::kLabels,
          Subject::kCodes,        Subject::kSamples,         Subject::kConditions,
          Subject::kTranslations, Subject::kLikelihood};
}

std::string to_string(Subject subject) {
  switch (subject) {
    case Subject::kObjectives:
      return "objectives";
    case Subject::kReconstructions:
      return "reconstructions";
    case Subject::kLabels:
      return "labels";
    case Subject::kCodes:
      return "codes";
    case Subject::kSamples:
      return "generated images";
    case Subject::kConditions:
      return "conditions";
    case Subject::kTranslations:
      return "translations";
    case Subject::kLikelihood:
      return "likelihoods";
  }
  return "";
}

std::vector<SubjectPart> parts_of(Subject subject, const GenerativeModel& model,
                                  const std::vector<EvaluatedObjective>& objectives) {
  switch (subject) {
    case Subject::kObjectives:
      return objective_parts(objectives);
    case Subject::kReconstructions:
      return one_part_if(capability<Reconstructs>(model) != nullptr);
    case Subject::kLabels:
      return one_part_if(true);  // whether it classifies or clusters, each metric says
    case Subject::kCodes:
      return one_part_if(capability<Encodes>(model) != nullptr);
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

Translation translation_of(const GenerativeModel& model, const SubjectPart& part) {
  return capability<TranslatesImages>(model)->translations()[part.index];
}

Provided provided_by(const MeasuringNetworks* networks, int64_t likelihood_samples) {
  Provided provided{.likelihood_samples = likelihood_samples > 0};
  if (networks == nullptr) return provided;
  provided.features = networks->network().name();
  provided.logits = networks->network().num_classes() > 0;
  provided.classes = networks->classifier() != nullptr;
  return provided;
}

std::string lacking(const Metric& metric, const GenerativeModel& model, const SubjectPart& part,
                    const Provided& provided) {
  const Needs& needs = metric.needs;
  for (const NeededCapability& needed : needs.capabilities) {
    if (!needed.has(model)) return "a family that can " + needed.ability;
  }
  if (needs.of_model && !needs.of_model(model, part)) return "a model that it applies to";
  if (needs.features && !provided.features) return "a feature network";
  if (needs.logits && !provided.logits) return "a feature network that tells classes apart";
  if (needs.classes && !provided.classes) return "a classifier of the data";
  if (needs.likelihood_samples && !provided.likelihood_samples) return "a number of draws";
  return "";
}

const std::vector<MetricValue>& declared_values(const Metric& metric, const SubjectPart& part) {
  return metric.values.empty() ? part.values : metric.values;
}

std::string full_name(const Metric& metric, const MetricValue& value, const SubjectPart& part,
                      const std::string& features) {
  const bool is_named = metric.needs.features && !features.empty();
  return part.prefix + (is_named ? features + "_" : "") + value.name;
}

}  // namespace tandem
