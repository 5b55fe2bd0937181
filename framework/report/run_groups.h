// Runs that differ in nothing but the seed, together; branches of equal runs at equal steps, too.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/report/run_collection.h"

namespace tandem {

/// Whether results do not depend on an option but by the seed: seed, name, paths of data (what the
/// data is counts), the device that was asked for (the one that computed counts), ranks.*,
/// read-ahead, and when and how is reported, sampled, evaluated and saved (`report`, `samples`,
/// `evaluation`, `checkpoint`): what a value depends on there its stamp says.
bool is_beside_results(const std::string& option);

/// What the run was trained on: names and digests of the data without those of the split that it is
/// evaluated on, which its values have in their stamps.
std::string trained_data(const CollectedRun& run);

/// What results of a run depend on but the seed, by name: options, "data", which is its
/// trained_data, "device", its computing_device, and, of a branch, "from", its origin.
NamedTexts identity_of(const CollectedRun& run);

/// What is shown of a name of an identity: its text, of data the beginning of a digest of it;
/// nothing where there is no such name.
std::optional<std::string> identity_text(const NamedTexts& identity, const std::string& name);

enum class GroupBy { kConfiguration, kFamily };

struct RunGroup {
  std::string family;
  std::string label;         // the family and, where it has several groups, what they differ in
  std::vector<size_t> runs;  // indices of the runs, by seed
};

struct Grouping {
  std::vector<RunGroup> groups;  // by family, then in the order of their first runs
  /// Runs that repeat the seed of another of the same configuration, which say nothing new: they
  /// are in no group. Each: the run, and the one that counts: one that was measured rather than one
  /// that was not, of these the one that came farthest, of equal ones the first.
  std::vector<std::pair<size_t, size_t>> repeated;
};

/// All runs that are in a group, in their order.
std::vector<size_t> grouped_runs(const Grouping& grouping);

/// Groups by configuration, or by family alone.
Grouping group_runs(const std::vector<CollectedRun>& runs, GroupBy by);

}  // namespace tandem
