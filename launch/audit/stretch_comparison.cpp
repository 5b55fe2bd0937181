#include "launch/audit/stretch_comparison.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/run_paths.h"
#include "launch/audit/file_difference.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNoValue = "nothing";

std::span<const JsonLine> lines_of(const std::vector<JsonLine>& lines, const Stretch& stretch) {
  // Steps never go down in lines that could be read.
  const auto begin = std::ranges::upper_bound(lines, stretch.begin, {}, &JsonLine::step);
  const auto end = std::ranges::upper_bound(lines, stretch.end, {}, &JsonLine::step);
  return {begin, end};
}

std::string digest_text(const std::map<std::string, std::string>& digests,
                        const std::string& name) {
  const auto found = digests.find(name);
  return found == digests.end() ? kNoValue : "the digest " + found->second;
}

/// The name of the first file that is not the same in both; empty where all are.
std::string first_other_file(const std::map<std::string, std::string>& expected,
                             const std::map<std::string, std::string>& got) {
  for (const auto& [name, digest] : expected) {
    const auto other = got.find(name);
    if (other == got.end() || other->second != digest) return name;
  }
  for (const auto& [name, digest] : got) {
    if (!expected.contains(name)) return name;
  }
  return "";
}

/// Two lines of one kind, name by name.
std::optional<Problem> difference_of_values(const JsonLine& expected, const JsonLine& got,
                                            const std::string& where) {
  const auto problem = [&](const std::string& name, const std::string& wanted,
                           const std::string& found) {
    return Problem{.what = "'" + name + "' of step " + std::to_string(expected.step) +
                           " is not what training gives",
                   .where = where,
                   .expected = wanted,
                   .got = found};
  };
  for (const auto& [name, value] : expected.object.items()) {
    if (!got.object.contains(name)) return problem(name, value.dump(), kNoValue);
    // Numbers are written so that they read back as they are: texts are equal where bits are.
    const std::string found = got.object[name].dump();
    if (found != value.dump()) return problem(name, value.dump(), found);
  }
  for (const auto& [name, value] : got.object.items()) {
    if (!expected.object.contains(name)) return problem(name, kNoValue, value.dump());
  }
  return std::nullopt;
}

class RetrainingComparison {
 public:
  RetrainingComparison(const AuditedRun& run, const RunPaths& again) : run_(run), again_(again) {}

  /// The checkpoint itself, where both runs still have it: its tensors say most.
  std::optional<Problem> difference_of_checkpoints(int64_t step) const {
    const fs::path expected = again_.checkpoints() / step_name(step);
    const fs::path got = run_.paths().checkpoints() / step_name(step);
    // Either may have been rotated away.
    for (const fs::path& each : {expected, got}) {
      if (status_of(each).type() == fs::file_type::not_found) return std::nullopt;
    }
    const auto digests = digests_of(read_manifest(expected));
    const auto others = digests_of(read_manifest(got));
    const std::string name = first_other_file(digests, others);
    if (name.empty()) return std::nullopt;
    Problem problem{
        .what = name + " of step " + std::to_string(step) + " is not what training gives",
        .where = got / name,
        .expected = digest_text(digests, name),
        .got = digest_text(others, name)};
    if (!digests.contains(name) || !others.contains(name)) return problem;
    if (const auto found = difference_of_files(expected / name, got / name)) {
      problem.what =
          found->what + " of step " + std::to_string(step) + " is not what training gives";
      problem.expected = found->expected;
      problem.got = found->got;
    }
    return problem;
  }

  /// Whether two lines are of one step, both of values or both about a checkpoint.
  bool are_of_one_kind(const JsonLine& expected, const JsonLine& got) const {
    return expected.step == got.step &&
           record_again(expected).has_value() == record_of_run(got).has_value();
  }

  /// Lines in the same place.
  StretchFindings compare_lines(const JsonLine& expected, const JsonLine& got) const {
    const std::string where = place(got.number);
    const auto record = record_again(expected);
    if (!record) {
      return {.num_lines = 1, .difference = difference_of_values(expected, got, where)};
    }
    if (const auto found = difference_of_checkpoints(record->step)) return {.difference = found};
    const auto other = record_of_run(got);
    const std::string name = first_other_file(record->digests, other->digests);
    if (name.empty()) {
      return {.num_files = static_cast<int64_t>(record->digests.size()),
              .difference = difference_of_values(expected, got, where)};
    }
    const Problem problem{
        .what = name + " of step " + std::to_string(record->step) + " is not what training gives",
        .where = where,
        .expected = digest_text(record->digests, name),
        .got = digest_text(other->digests, name)};
    return {.difference = problem};
  }

  Problem missing(const JsonLine& line) const {
    return {.what = "a line of step " + std::to_string(line.step) + " is missing",
            .where = run_.paths().metrics(),
            .expected = line.object.dump(),
            .got = kNoValue};
  }

  Problem surplus(const JsonLine& line) const {
    return {.what = "training gives no such line of step " + std::to_string(line.step),
            .where = place(line.number),
            .expected = kNoValue,
            .got = line.object.dump()};
  }

 private:
  std::optional<CheckpointRecord> record_again(const JsonLine& line) const {
    return record_in(line, again_.metrics());
  }
  std::optional<CheckpointRecord> record_of_run(const JsonLine& line) const {
    return record_in(line, run_.paths().metrics());
  }
  std::string place(int64_t number) const {
    return run_.paths().metrics().string() + ":" + std::to_string(number);
  }

  const AuditedRun& run_;
  const RunPaths& again_;
};

}  // namespace

StretchFindings compare_stretch(const AuditedRun& run, const RunPaths& again,
                                const Stretch& stretch) {
  const RetrainingComparison comparison(run, again);
  const std::vector<JsonLine> all = read_json_lines(again.metrics());
  const auto expected = lines_of(all, stretch);
  const auto got = lines_of(run.lines(), stretch);
  StretchFindings findings;
  // Line by line, to the first difference: what lies behind follows from it.
  for (size_t i = 0; i < std::max(expected.size(), got.size()) && !findings.difference; ++i) {
    const JsonLine* wanted = i < expected.size() ? &expected[i] : nullptr;
    const JsonLine* found = i < got.size() ? &got[i] : nullptr;
    if (wanted == nullptr || (found != nullptr && found->step < wanted->step)) {
      findings.difference = comparison.surplus(*found);
    } else if (found == nullptr || !comparison.are_of_one_kind(*wanted, *found)) {
      findings.difference = comparison.missing(*wanted);
    } else {
      const StretchFindings more = comparison.compare_lines(*wanted, *found);
      findings.num_lines += more.num_lines;
      findings.num_files += more.num_files;
      findings.difference = more.difference;
    }
  }
  return findings;
}

}  // namespace tandem
