#include "framework/report/group_ranking.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "framework/core/named_values.h"
#include "framework/report/few_runs.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

double expected_rank(const std::vector<double>& probabilities) {
  double rank = 0;
  for (size_t i = 0; i < probabilities.size(); ++i) {
    rank += static_cast<double>(i) * probabilities[i];
  }
  return rank;
}

double mean_score(const std::vector<double>& scores) {
  return mean_of(scores).value_or(kWorstScore);
}

bool is_single(const ComparedGroup& group) { return num_scores(group.last) < 2; }

using Tables = std::vector<const ComparisonTable*>;

/// Whether every table is of a data set of its own, and was measured as the first was.
bool differ_in_data(const Tables& tables) {
  std::set<std::string> data;
  for (const ComparisonTable* table : tables) {
    NamedTexts stamp = table->stamp;
    for (auto& [name, text] : stamp) {
      // As the first table has them, so that they do not count as a difference: a network may have
      // been trained on the data.
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
    if (!scores.empty()) means[group.group] = mean_score(scores);
  }
  return means;
}

}  // namespace

ComparisonTable with_ranked_groups(ComparisonTable table, bool is_ranked) {
  if (!has_direction(table.value)) return table;
  const auto scores_of_group = [&table](const ComparedGroup& group) {
    return scores_of(group.last, table.value.direction);
  };
  const auto behind = std::stable_partition(
      table.groups.begin(), table.groups.end(),
      [&](const ComparedGroup& group) { return !scores_of_group(group).empty(); });
  const std::span scored(table.groups.begin(), behind);
  if (scored.empty()) return table;
  std::vector<std::vector<double>> scores;
  std::ranges::transform(scored, std::back_inserter(scores), scores_of_group);
  if (is_ranked && scores.size() > 1) {
    auto probabilities = rank_probabilities(scores);
    for (size_t i = 0; i < scores.size(); ++i) {
      table.groups[i].rank_probabilities = std::move(probabilities[i]);
    }
    table.is_ranked = true;
  }
  // Means decide between equal ranks, and alone where there are no ranks: these are then all 0.
  std::ranges::stable_sort(scored, {}, [&](const ComparedGroup& group) {
    return std::pair(expected_rank(group.rank_probabilities), mean_score(scores_of_group(group)));
  });
  if (!table.is_ranked) return table;
  // Drawing from one run again and again would make its luck a certainty.
  for (ComparedGroup& group : table.groups) {
    if (is_single(group)) group.rank_probabilities.clear();
  }
  if (is_single(scored.front())) return table;
  const std::vector<double> first = scores_of_group(scored.front());
  for (auto group = scored.begin() + 1; group != scored.end(); ++group) {
    if (is_single(*group)) continue;
    group->better_than_first = probability_of_improvement(scores_of_group(*group), first);
  }
  return table;
}

size_t fewest_scores(const ComparisonTable& table) {
  size_t fewest = 0;
  for (const ComparedGroup& group : table.groups) {
    const size_t count = num_scores(group.last);
    if (count > 0) fewest = fewest == 0 ? count : std::min(fewest, count);
  }
  return fewest;
}

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
    const size_t num_sets = own.size();
    std::erase_if(by_group, [&](const auto& group) { return group.second.size() < num_sets; });
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
