#include "framework/sweep/trial_csv.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "framework/core/csv.h"
#include "framework/sweep/python_json.h"
#include "framework/sweep/seed_results.h"

namespace tandem {
namespace {

/// What at least one trial has, and so gets a column.
struct Titles {
  std::set<std::string> parameters;
  std::set<int64_t> steps;
  std::set<std::string> attributes;
  std::set<int64_t> seed_steps;
};

/// A text as it is, all else as JSON.
std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : to_python_json(value);
}

std::string text_at(const std::map<int64_t, double>& values, int64_t step) {
  const auto found = values.find(step);
  return found == values.end() ? "" : to_python_json(found->second);
}

Titles titles_of(const Study& study) {
  Titles titles;
  for (const StoredTrial& trial : study.trials()) {
    for (const auto& each : trial.trial.parameters) titles.parameters.insert(each.first);
    for (const auto& each : trial.trial.values) titles.steps.insert(each.first);
    for (const auto& [key, value] : trial.user_attributes) {
      if (!seed_of(key) && value.is_primitive()) titles.attributes.insert(key);
    }
    for (const auto& each : seeds_of(trial)) {
      for (const auto& value : each.second.values) titles.seed_steps.insert(value.first);
    }
  }
  return titles;
}

std::string title_line(const Titles& titles) {
  std::vector<std::string> cells = {"trial", "state", "diverged", "began", "ended", "value"};
  for (const int64_t step : titles.steps) cells.push_back("value_at_" + std::to_string(step));
  cells.insert(cells.end(), titles.parameters.begin(), titles.parameters.end());
  cells.insert(cells.end(), titles.attributes.begin(), titles.attributes.end());
  cells.insert(cells.end(), {"seed", "run", "end", "cause"});
  for (const int64_t step : titles.seed_steps) {
    cells.push_back("seed_value_at_" + std::to_string(step));
  }
  return csv_line(cells);
}

std::string trial_line(const Titles& titles, const StoredTrial& stored, const SeedResult& seed) {
  const Trial& trial = stored.trial;
  std::vector<std::string> cells = {std::to_string(trial.number),
                                    to_string(trial.state),
                                    trial.is_infeasible ? "true" : "false",
                                    stored.began,
                                    stored.ended,
                                    trial.value ? to_python_json(*trial.value) : ""};
  for (const int64_t step : titles.steps) cells.push_back(text_at(trial.values, step));
  for (const std::string& name : titles.parameters) {
    const auto found = trial.parameters.find(name);
    cells.push_back(found == trial.parameters.end()
                        ? ""
                        : value_text(stored.distributions.at(name), found->second));
  }
  for (const std::string& name : titles.attributes) {
    const auto found = stored.user_attributes.find(name);
    cells.push_back(found == stored.user_attributes.end() ? "" : text_of(found->second));
  }
  cells.insert(cells.end(),
               {seed.seed ? std::to_string(*seed.seed) : "", seed.run, seed.end, seed.cause});
  for (const int64_t step : titles.seed_steps) cells.push_back(text_at(seed.values, step));
  return csv_line(cells);
}

}  // namespace

std::string to_csv(const Study& study) {
  const Titles titles = titles_of(study);
  std::string text = title_line(titles);
  for (const StoredTrial& trial : study.trials()) {
    const auto seeds = seeds_of(trial);
    if (seeds.empty()) text += trial_line(titles, trial, SeedResult{});
    for (const auto& each : seeds) text += trial_line(titles, trial, each.second);
  }
  return text;
}

}  // namespace tandem
