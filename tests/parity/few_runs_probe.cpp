// Statistics of few runs, of the scores in a JSON file, for few_runs_test.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "framework/core/files.h"
#include "framework/report/few_runs.h"

namespace tandem {
namespace {

nlohmann::json number_or_null(const std::optional<double>& number) {
  return number ? nlohmann::json(*number) : nlohmann::json(nullptr);
}

/// `groups` are lists of scores.
nlohmann::json statistics_of(const nlohmann::json& input) {
  const auto groups = input.at("groups").get<std::vector<std::vector<double>>>();
  nlohmann::json output;
  for (const auto& group : groups) {
    output["means"].push_back(number_or_null(mean_of(group)));
    output["half_widths"].push_back(number_or_null(half_width_of(group)));
    output["interquartile_means"].push_back(number_or_null(interquartile_mean(group)));
    output["improvements"].push_back(probability_of_improvement(group, groups.front()));
  }
  output["ranks"] = rank_probabilities(groups);
  output["mean_ranks"] = mean_ranks(input.at("data_sets").get<std::vector<std::vector<double>>>());
  for (int64_t methods = 2; methods <= 6; ++methods) {
    output["critical_differences"].push_back(number_or_null(critical_difference(methods, 7)));
  }
  return output;
}

}  // namespace
}  // namespace tandem

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: few_runs_probe FILE.json\n";
    return 64;
  }
  std::cout << tandem::statistics_of(nlohmann::json::parse(tandem::read_file(arguments[1])))
            << "\n";
  return 0;
}
