#include "framework/training/run_configuration.h"

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

ConfigNode read_configuration(const std::filesystem::path& path,
                              const std::vector<std::string>& overrides) {
  ConfigNode root = read_yaml_file(path);
  apply_overrides(root, overrides);
  return root;
}

const Family& chosen_family(const ConfigNode& root, const std::vector<Family>& families,
                            const std::filesystem::path& path) {
  std::vector<std::string> names(families.size());
  std::transform(families.begin(), families.end(), names.begin(),
                 [](const Family& family) { return family.name; });
  const ConfigNode* node = root.find("model.family");
  if (node == nullptr || !node->is_scalar()) {
    throw ConfigError({.what = "model.family is missing",
                       .where = node == nullptr ? path.string() : node->place.text(),
                       .expected = "one of " + joined(names),
                       .advice = "Name the family of the model: `model: {family: <name>}`."});
  }
  for (const Family& family : families) {
    if (family.name == node->text) return family;
  }
  throw ConfigError({.what = "model.family is unknown",
                     .where = node->place.text(),
                     .expected = "one of " + joined(names),
                     .got = "'" + node->text + "'",
                     .advice = suggest_nearest(node->text, names)});
}

/// Sets the options that are given below `model` already, since the family's learners may follow
/// from them. What is wrong with them is said when the whole configuration is parsed.
void read_model_options(const ConfigNode& root, const OptionSection& model) {
  const ConfigNode* node = root.find("model");
  if (node == nullptr) return;
  try {
    parse_options(*node, model);
  } catch (const ConfigError&) {
    return;
  }
}

/// Options `data.sources.<name>.path` in place of `data.path`, bound to `sources`.
void add_sources(OptionSection& data, std::vector<DataSourceLocation>& sources) {
  std::erase_if(data.fields, [](const OptionField& field) { return field.name == "path"; });
  OptionSection all;
  for (DataSourceLocation& source : sources) {
    OptionSection section;
    section.add_field(
        {.name = "path",
         .sentence = "Its data set, an HDF5 file that tandem packed.",
         .default_value = OptionValue(std::string()),
         .constraints = {non_empty()},
         .get = [&source] { return OptionValue(source.path.string()); },
         .set = [&source](const OptionValue& read) { source.path = std::get<std::string>(read); },
         .change = OptionChange::kAnytime});
    all.add_section(source.name, "The source '" + source.name + "' of the family.",
                    std::move(section));
  }
  data.add_section("sources", "The data sets of the family, each with an order of its own.",
                   std::move(all));
}

}  // namespace

RunConfiguration::RunConfiguration(Family family, ConfigNode root)
    : parts_(std::make_unique<Parts>()) {
  Parts& parts = *parts_;
  parts.family = std::move(family);
  parts.root = std::move(root);
  parts.family_name = parts.family.name;
  parts.section = run_option_table().bind(parts.options);
  // All of them before the options refer to one: a vector that grows moves its elements.
  for (const std::string& name : parts.family.data.sources()) parts.sources.push_back({name, {}});
  if (!parts.sources.empty()) {
    for (OptionSection& section : parts.section.sections) {
      if (section.name == "data") add_sources(section, parts.sources);
    }
  }
  // The family is chosen already. It is an option all the same, so that help, schema and the
  // resolved configuration have it.
  OptionSection model;
  model.fields.push_back({.name = "family",
                          .sentence = parts.family.sentence,
                          .default_value = OptionValue(parts.family_name),
                          .constraints = {one_of({parts.family_name})},
                          .get = [&parts] { return OptionValue(parts.family_name); },
                          .set = [](const OptionValue&) {}});
  model.append(parts.family.options);
  read_model_options(parts.root, model);
  parts.section.add_section("model", "The family and its options.", std::move(model));
  OptionSection learners;
  for (const LearnerDefaults& defaults : parts.family.learners()) {
    LearnerOptions& options = parts.learners[defaults.objective];
    options = defaults.options;
    learners.add_section(defaults.objective,
                         "How the objective '" + defaults.objective + "' is minimised.",
                         learner_option_table().bind(options));
  }
  parts.section.add_section("learners", "One per objective of the family.", std::move(learners));
}

RunConfiguration RunConfiguration::defaults(const std::filesystem::path& path,
                                            const std::vector<std::string>& overrides,
                                            const std::vector<Family>& families) {
  ConfigNode root = read_configuration(path, overrides);
  const Family& family = chosen_family(root, families, path);
  return RunConfiguration(family, std::move(root));
}

RunConfiguration RunConfiguration::load(const std::filesystem::path& path,
                                        const std::vector<std::string>& overrides,
                                        const std::vector<Family>& families) {
  RunConfiguration configuration = defaults(path, overrides, families);
  configuration.parse_and_check(UnreadOptions::kRefused);
  return configuration;
}

RunConfiguration RunConfiguration::of_run(const std::filesystem::path& run,
                                          const std::vector<std::string>& overrides,
                                          const std::vector<Family>& families) {
  RunConfiguration configuration = defaults(RunPaths{run}.config(), overrides, families);
  configuration.parse_and_check(UnreadOptions::kAcceptedInFile);
  return configuration;
}

void RunConfiguration::parse_and_check(UnreadOptions unread) {
  parse_options(parts_->root, section(), unread);
  check_with_places([this] { check(); });
}

void RunConfiguration::check() const {
  const BatchOptions& batch = options().batch;
  if (batch.size % batch.micro_batches != 0) {
    throw ConfigError(
        {.what = "the batch cannot be split into equal micro-batches",
         .where = "batch.size",
         .expected = "a multiple of batch.micro_batches = " + std::to_string(batch.micro_batches),
         .got = std::to_string(batch.size),
         .advice = "Change batch.size or batch.micro_batches."});
  }
  // Throws where the phases do not fit the run.
  (void)phases();
}

PhasePlan RunConfiguration::phases() const {
  std::vector<std::string> objectives;
  for (const LearnerDefaults& defaults : family().learners()) {
    objectives.push_back(defaults.objective);
  }
  return PhasePlan(options().phases, options().steps, objectives);
}

std::vector<DataSourceLocation> RunConfiguration::data_locations() const {
  if (parts_->sources.empty()) return {{.name = "", .path = options().data.path}};
  return parts_->sources;
}

bool RunConfiguration::is_overridden(const std::string& option) const {
  const ConfigNode* node = parts_->root.find(option);
  return node != nullptr && node->place.is_override();
}

void RunConfiguration::check_with_places(const std::function<void()>& check) const {
  try {
    check();
  } catch (const ConfigError& error) {
    Problem problem = error.problem();
    const ConfigNode* node = problem.where.empty() ? nullptr : parts_->root.find(problem.where);
    // Only what the file or an override sets has a place.
    if (node == nullptr) throw;
    problem.where = node->place.text() + " (" + problem.where + ")";
    throw ConfigError(problem);
  }
}

const LearnerOptions& RunConfiguration::learner(const std::string& objective) const {
  return parts_->learners.at(objective);
}

}  // namespace tandem
