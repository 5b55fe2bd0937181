#include "framework/report/ranks_over_data.h"

#include <algorithm>
#include <map>
#include <set>

#include "framework/report/few_runs.h"
#include "framework/runs/named_texts.h"

namespace tandem {
namespace {

constexpr const char* kDataField = "data";
constexpr const char* kFeaturesField = "features";  // which may have been trained on the data

using Tables = std::vector<const ComparisonTable*>;

/// Whether every table is of a data set of its own, and was measured as the first was.
bool differ_in_data(const Tables& tables) {
  std::set<std::string> data;
  for (const ComparisonTable* table : tables) {
    NamedTexts stamp = table->stamp;
    for (auto& [name, text] : stamp) {
      // As the first table has them, so that they do not count as a difference.
      if (name == kDataField || name == kFeaturesField) text = text_under(tables[0]->stamp, name);
    }
    if (difference(stamp, tables[0]->stamp)) return false;
    data.insert(text_under(table->stamp, kDataField));
  }
  return data.size() == tables.size();
}

/// The mean score of each group that has one, by its index.
std::map<size_t, double> scores_in(const ComparisonTable& table) {
  std::map<size_t, double> means;
  for (const ComparedGroup& group : table.groups) {
    const std::vector<double> scores = scores_of(group.last, table.value.direction);
    if (!scores.empty()) means[group.group] = mean_of(scores).value_or(kWorstScore);
  }
  return means;
}

}  // namespace

std::vector<RanksOverData> ranks_over_data(const std::vector<ComparisonTable>& tables) {
  std::map<std::string, Tables> values;
  for (const ComparisonTable& table : tables) {
    if (has_direction(table.value)) values[table.value.name].push_back(&table);
  }
  std::vector<RanksOverData> all;
  for (const auto& [name, own] : values) {
    if (!differ_in_data(own)) continue;
    std::map<size_t, std::vector<double>> by_group;
    for (const ComparisonTable* table : own) {
      for (const auto& [group, score] : scores_in(*table)) by_group[group].push_back(score);
    }
    // Ranks are taken on every data set, among the same groups.
    std::erase_if(by_group, [&](const auto& group) { return group.second.size() < own.size(); });
    const auto least = critical_difference(std::ssize(by_group), std::ssize(own));
    if (!least) continue;
    RanksOverData ranks{
        .value = name, .num_data_sets = std::ssize(own), .critical_difference = *least};
    std::vector<std::vector<double>> scores(own.size());
    for (const auto& [group, means] : by_group) {
      ranks.groups.push_back(group);
      for (size_t i = 0; i < means.size(); ++i) scores[i].push_back(means[i]);
    }
    ranks.mean_ranks = mean_ranks(scores);
    all.push_back(std::move(ranks));
  }
  return all;
}

}  // namespace tandem
