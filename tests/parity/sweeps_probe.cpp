// Samplers, random numbers and importances of sweeps, for sweeps_test.py: questions as JSON on
// standard input, answers as JSON.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "framework/sweep/importance.h"
#include "framework/sweep/random_stream.h"
#include "framework/sweep/sampler.h"
#include "framework/sweep/sobol_points.h"

namespace tandem {
namespace {

using nlohmann::json;

/// Numbers that are none come as null.
double number_in(const json& value) { return value.is_null() ? std::nan("") : value.get<double>(); }

SearchSpace space_in(const json& study) {
  SearchSpace space;
  for (const json& entry : study.at("space")) {
    Parameter parameter{.name = entry.at("name"),
                        .distribution = parse_distribution(entry.at("distribution")),
                        .keys = {}};
    if (entry.contains("when")) {
      parameter.conditions.push_back(
          {entry["when"].at("parameter"), entry["when"].at("values").get<std::vector<double>>()});
    }
    space.parameters.push_back(std::move(parameter));
  }
  return space;
}

std::vector<Trial> trials_in(const json& study) {
  std::vector<Trial> trials;
  for (const json& entry : study.at("trials")) {
    Trial trial{.number = entry.at("number"),
                .state = static_cast<TrialState>(entry.at("state").get<int>()),
                .parameters = entry.at("parameters").get<Assignment>(),
                .is_infeasible = entry.at("is_infeasible")};
    if (!entry.at("value").is_null()) trial.value = entry.at("value").get<double>();
    for (const json& pair : entry.at("values")) {
      trial.values[pair.at(0).get<int64_t>()] = number_in(pair.at(1));
    }
    trials.push_back(std::move(trial));
  }
  return trials;
}

json uniform_numbers(const json& question) {
  RandomStream random(question.at("seed").get<uint32_t>());
  std::vector<double> numbers(question.at("count").get<size_t>());
  for (double& number : numbers) number = random.uniform();
  return numbers;
}

json sobol_numbers(const json& question) {
  json points = json::array();
  for (int64_t number = 0; number < question.at("count"); ++number) {
    std::vector<double> point;
    for (const uint64_t word : sobol_point(question.at("dimensions"), number)) {
      point.push_back(static_cast<double>(word >> 11) * 0x1p-53);
    }
    points.push_back(point);
  }
  return points;
}

/// What the sampler chooses, and the seed of each group.
json suggestion(const json& question) {
  const SearchSpace space = space_in(question);
  const std::vector<Trial> trials = trials_in(question);
  const std::vector<SamplerKind> all = all_samplers();
  const auto sampler =
      std::ranges::find(all, question.at("sampler").get<std::string>(), &SamplerKind::name);
  const SamplerRequest request{.space = space,
                               .trials = trials,
                               .number = question.at("number"),
                               .seed = question.at("seed"),
                               .is_minimized = question.at("is_minimized")};
  json groups = json::array();
  for (const std::vector<size_t>& group : space.groups()) {
    json names;
    for (const size_t i : group) names.push_back(space.parameters[i].name);
    groups.push_back(
        {{"names", names}, {"seed", group_seed(request.seed, request.number, groups.size())}});
  }
  return {{"parameters", sampler->suggest(request)}, {"groups", groups}};
}

json importances(const json& question) {
  return parameter_importances(space_in(question), trials_in(question),
                               question.at("is_minimized"));
}

json answer_to(const json& question) {
  const std::string kind = question.at("kind");
  if (kind == "uniform") return uniform_numbers(question);
  if (kind == "sobol") return sobol_numbers(question);
  if (kind == "suggestion") return suggestion(question);
  return importances(question);
}

}  // namespace
}  // namespace tandem

int main() {
  nlohmann::json answers = nlohmann::json::array();
  for (const nlohmann::json& question : nlohmann::json::parse(std::cin)) {
    answers.push_back(tandem::answer_to(question));
  }
  std::cout << answers << "\n";
  return 0;
}
