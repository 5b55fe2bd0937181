// Where everything comes from, and the commands that make it again.
#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "framework/core/named_values.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

/// Without a slash at its end.
std::string plain_path(const std::filesystem::path& path) {
  std::filesystem::path plain = path.lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  const bool is_relative_alone =
      plain.empty() || plain.filename() == "." || plain.filename() == "..";
  return (is_relative_alone ? std::filesystem::weakly_canonical(path) : plain).string();
}

/// A word of a command, on one line whatever it holds: nothing in a name ends the command.
std::string word(const std::string& text) { return " " + shell_word(printable_line(text)); }

/// Beside the run that is there.
std::string again(const CollectedRun& run) { return word(plain_path(run.path) + "-again"); }

std::string training_of(const CollectedRun& run) {
  const auto parent = run.manifest.parent();
  if (!parent) return "tandem train" + word(RunPaths{run.path}.config()) + " --run" + again(run);
  std::string command = "tandem train --from" +
                        word(parent->run.string() + "@" + std::to_string(parent->step)) + " --run" +
                        again(run);
  for (const std::string& change : run.overrides) command += word(change);
  // A resumed run may have got more than it began with.
  return command + word("steps=" + run.option("steps"));
}

/// Which runs were measured in one way, and from how many samples and draws.
struct Measurements {
  std::vector<std::string> runs;
  std::set<std::string> samples = {};
  std::set<std::string> draws = {};
};

/// " --samples 2000", of the `index`-th number or else of the last; nothing where there is none.
std::string count_option(const char* option, const std::set<std::string>& counts, size_t index) {
  if (counts.empty()) return "";
  return std::string(" ") + option +
         word(*std::next(counts.begin(),
                         static_cast<std::ptrdiff_t>(std::min(index, counts.size() - 1))));
}

/// A line for each way in which runs were measured, as far as stamps tell of options.
std::string evaluations_of(const std::vector<CollectedRun>& runs) {
  // By split, weights and numerics; those of different numerics cannot be measured together.
  std::map<std::array<std::string, 3>, Measurements> calls;
  for (const CollectedRun& run : runs) {
    for (const EvaluationRecord& record : run.records) {
      const auto field = [&](const char* name) { return text_under(record.stamp, name); };
      Measurements& call = calls[{field("split"), field("weights"), field("numerics")}];
      if (call.runs.empty() || call.runs.back() != again(run)) call.runs.push_back(again(run));
      if (!field("samples").empty()) call.samples.insert(field("samples"));
      if (!field("draws").empty()) call.draws.insert(field("draws"));
    }
  }
  std::string lines;
  for (const auto& [how, call] : calls) {
    // Stamps do not tell which counts were asked for together: they are paired as they come.
    const size_t count = std::max<size_t>({1, call.samples.size(), call.draws.size()});
    for (size_t i = 0; i < count; ++i) {
      lines += "tandem evaluate";
      for (const std::string& run : call.runs) lines += run;
      if (!how[0].empty()) lines += " --split" + word(how[0]);
      lines += count_option("--samples", call.samples, i) +
               count_option("--likelihood-samples", call.draws, i) +
               (how[1] == "raw" ? " --raw\n" : "\n");
    }
  }
  return lines;
}

std::string commands_of(const Comparison& comparison) {
  std::string runs;
  std::string commands;
  for (const CollectedRun& run : comparison.runs) {
    runs += again(run);
    commands += training_of(run) + "\n";
  }
  return commands + evaluations_of(comparison.runs) + "tandem compare" + runs + "\ntandem report" +
         runs;
}

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
      weights.emplace(record.step, text_under(record.stamp, "weights"), record.weights);
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
  return facts_tables(comparison) + weights_table(comparison) + times_table(comparison) +
         element("h3", {}, "Make it again") +
         element("p", {{"class", "muted"}},
                 "In the directory that this page was made in, with the data where it was. The "
                 "same configuration gives the same bits. Networks that features or classes "
                 "were judged by (--features, --classifier), metrics that were asked for by name "
                 "(--metrics) and the grouping (--by) have to be said as they were.") +
         element("pre", {}, element("code", {}, commands_of(comparison)));
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
