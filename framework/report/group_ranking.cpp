#include "framework/report/group_ranking.h"

#include <algorithm>
#include <utility>

#include "framework/report/few_runs.h"

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

}  // namespace

void rank_groups(bool is_ranked, ComparisonTable& table) {
  if (!has_direction(table.value)) return;
  const auto scores_of_group = [&table](const ComparedGroup& group) {
    return scores_of(group.last, table.value.direction);
  };
  const auto behind = std::ranges::stable_partition(
      table.groups, [&](const ComparedGroup& group) { return !scores_of_group(group).empty(); });
  const std::ranges::subrange scored(table.groups.begin(), behind.begin());
  if (scored.empty()) return;
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
  if (!table.is_ranked) return;
  // Drawing from one run again and again would make its luck a certainty.
  for (ComparedGroup& group : table.groups) {
    if (is_single(group)) group.rank_probabilities.clear();
  }
  if (is_single(scored.front())) return;
  const std::vector<double> first = scores_of_group(scored.front());
  for (auto group = scored.begin() + 1; group != scored.end(); ++group) {
    if (is_single(*group)) continue;
    group->better_than_first = probability_of_improvement(scores_of_group(*group), first);
  }
}

size_t fewest_scores(const ComparisonTable& table) {
  size_t fewest = 0;
  for (const ComparedGroup& group : table.groups) {
    const size_t count = num_scores(group.last);
    if (count > 0) fewest = fewest == 0 ? count : std::min(fewest, count);
  }
  return fewest;
}

}  // namespace tandem
