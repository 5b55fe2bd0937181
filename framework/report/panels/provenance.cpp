// Where everything comes from, and how to make it again.
#include <algorithm>
#include <set>
#include <tuple>

#include "framework/core/named_values.h"
#include "framework/core/text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/reproduction.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

/// What the manifest of a run says, as names and texts.
NamedTexts facts_of(const CollectedRun& run) {
  const RunFacts& facts = run.manifest.facts();
  NamedTexts texts = {
      {"data digests", facts.data_digests},
      {"configuration digest", facts.config_digest},
      {"reduction", facts.reduction},
      {"same bits at any number of ranks", facts.rank_count_invariant ? "yes" : "no"}};
  if (run.manifest.starts().empty()) return texts;
  const RunStart& start = run.manifest.starts().back().start;
  texts.emplace_back("numerics", start.numerics);
  for (const auto& [library, version] : start.versions) {
    texts.emplace_back("version of " + library, version);
  }
  return texts;
}

/// Facts that all runs share in one table, the others run by run.
Html facts_tables(const Comparison& comparison) {
  std::vector<NamedTexts> all;
  for (const CollectedRun& run : comparison.runs) all.push_back(facts_of(run));
  TextTable shared{.columns = {{"Fact"}, {"Is"}}};
  TextTable own{.columns = {{"Run"}}};
  std::vector<std::string> names;  // of facts that are not the same everywhere
  std::set<std::string> seen;
  for (const NamedTexts& facts : all) {
    for (const auto& fact : facts) {
      const auto& [name, text] = fact;
      if (!seen.insert(name).second) continue;
      const bool is_shared = std::ranges::all_of(all, [&](const NamedTexts& texts) {
        return text_under(texts, fact.first) == fact.second;
      });
      if (is_shared) {
        shared.rows.push_back({name, text});
      } else {
        names.push_back(name);
        own.columns.push_back({name});
      }
    }
  }
  for (size_t run = 0; run < all.size(); ++run) {
    std::vector<std::string> cells = {run_name(comparison, run)};
    for (const std::string& name : names) cells.push_back(text_under(all[run], name));
    own.rows.push_back(std::move(cells));
  }
  Html body = table_of("The same for all runs.", shared);
  if (!names.empty()) body += table_of("Different between runs.", own);
  return body;
}

/// Digests of the weights that were measured: averaged and raw weights of one step differ.
Html weights_table(const Comparison& comparison) {
  TextTable table{.columns = {{"Run"}, {"Step", Alignment::kRight}, {"Weights"}, {"Digest"}}};
  for (size_t run = 0; run < comparison.runs.size(); ++run) {
    std::set<std::tuple<int64_t, std::string, std::string>> weights;
    for (const EvaluationRecord& record : comparison.runs[run].records) {
      weights.emplace(record.step, text_under(record.stamp, kWeightsField), record.weights);
    }
    for (const auto& [step, kind, digest] : weights) {
      table.rows.push_back({run_name(comparison, run), std::to_string(step), kind, digest});
    }
  }
  if (table.rows.empty()) return {};
  return element("details", {}, element("summary", {}, "Digests of the weights that were measured"),
                 table_of("Digests of the weights that were measured.", table));
}

/// What a clock said, apart from everything that is the same each time.
Html times_table(const Comparison& comparison) {
  TextTable table{.columns = {{"Run"}, {"Began"}, {"Ended"}, {"Hosts"}, {"Devices"}}};
  for (size_t run = 0; run < comparison.runs.size(); ++run) {
    for (const RecordedStart& start : comparison.runs[run].manifest.starts()) {
      std::vector<std::string> hosts = start.start.hosts;
      hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
      std::vector<std::string> devices = start.start.devices;
      devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
      table.rows.push_back({run_name(comparison, run), start.began_utc,
                            start.end ? start.end->utc : "", joined(hosts), joined(devices)});
    }
  }
  if (table.rows.empty()) return {};
  return element("details", {}, element("summary", {}, "When and where each run was computed"),
                 table_of("When and where each run was computed, in universal time.", table));
}

Html draw(const ReportSubject& subject) {
  const Comparison& comparison = subject.comparison;
  Html body = facts_tables(comparison) + weights_table(comparison) + times_table(comparison);
  if (subject.again != nullptr) {
    body += made_again(subject.again->commands,
                       "The same configuration gives the same bits. " + subject.again->note);
  }
  return body;
}

}  // namespace

Panel provenance_panel() {
  return {.title = "Provenance",
          .sentence = "What the results depend on, and the commands that make them again.",
          .place = 100,
          .filled_by = "train.",
          .draw = draw};
}

}  // namespace tandem
