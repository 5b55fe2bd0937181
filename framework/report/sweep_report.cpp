#include "framework/report/sweep_report.h"

#include "framework/core/text.h"
#include "framework/report/page.h"
#include "framework/report/page_parts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

StateCounts counts_of(const SweepSubject& sweep) {
  StateCounts counts;
  for (const SweepTrial& trial : sweep.trials) ++counts[trial.state];
  return counts;
}

/// "learning_rate 0.001, batch.size 64".
std::string parameters_text(const SweepSubject& sweep, const SweepTrial& trial) {
  std::vector<std::string> parts;
  for (const SweepParameter& parameter : sweep.parameters) {
    const std::string text = parameter_text(trial, parameter.name);
    if (!text.empty()) parts.push_back(parameter.name + " " + text);
  }
  return joined(parts);
}

std::string best_sentence(const SweepSubject& sweep) {
  const auto best = best_trials(sweep);
  if (best.empty()) return sweep.name + ": " + incomplete_text(counts_of(sweep)) + ".";
  return sweep.name + ": " + sweep.metric + " " + result_text(*best.front()) + " in trial " +
         std::to_string(best.front()->number) + ", the best of " +
         counted(best.size(), "complete trial") + ".";
}

std::string meaning_of(const SweepSubject& sweep) {
  const auto best = best_trials(sweep);
  std::string direction = sweep.is_minimized ? "Lower is better." : "Higher is better.";
  if (best.empty()) return direction;
  std::string text = "Trial " + std::to_string(best.front()->number) + " has " +
                     parameters_text(sweep, *best.front()) + ". " + direction;
  if (!best.front()->half_width) {
    text += " Nobody can tell luck from merit without seeds that repeat a trial.";
  } else if (best.size() > 1) {
    text +=
        " The best of many is better by chance, too: measure it on data that did not choose it.";
  }
  return text;
}

std::string capitalized(std::string word) {
  // In ASCII, whatever the locale.
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

Html trial_facts(const SweepSubject& sweep) {
  Html facts = fact("Trials", std::to_string(sweep.trials.size()));
  for (const auto& [state, count] : counts_of(sweep))
    facts += fact(capitalized(state), std::to_string(count));
  return facts + fact("Parameters", std::to_string(sweep.parameters.size()));
}

}  // namespace

std::string sweep_report_of(const SweepSubject& sweep) {
  const std::string sentence = best_sentence(sweep);
  const Page head{
      .title = "tandem: " + printable_line(sentence),
      .heading = page_heading("Sweep of tandem", sentence, meaning_of(sweep), trial_facts(sweep))};
  return to_file(with_panels(head, drawn_panels(all_sweep_panels(), sweep)));
}

}  // namespace tandem
