// What the sweep was, and the commands that make it again.
#include "framework/report/page_parts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

Html draw(const SweepSubject& sweep) {
  Html body;
  if (!sweep.facts.empty()) {
    TextTable facts{.columns = {{"Fact"}, {"Is"}}};
    for (const auto& [name, text] : sweep.facts) facts.rows.push_back({name, text});
    body += table_of("What the trials depend on.", facts);
  }
  return body + made_again(sweep.commands);
}

}  // namespace

SweepPanel provenance_sweep_panel() {
  return {.title = "Provenance",
          .sentence = "What the sweep was, and the commands that make it again.",
          .place = 80,
          .filled_by = "name the facts and the commands of the sweep.",
          .draw = draw};
}

}  // namespace tandem
