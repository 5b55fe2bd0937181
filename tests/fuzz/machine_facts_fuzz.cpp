// What a machine answers of itself over the network: whatever is read is written, and is then read
// the same. Whoever asked says of which host a refused answer is, and blames that.
#include "launch/machine_facts.h"

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  MachineFacts facts;
  try {
    facts = parse_machine_facts(std::string(bytes));
  } catch (const Error&) {
    return;
  }
  for (const std::string& text : {facts.version, facts.cpu, facts.directory.problem}) {
    require(printable_line(text) == text, "an answer has nothing that a terminal obeys");
  }
  const std::string written = to_json_line(facts);
  require(written.find('\n') == std::string::npos, "an answer is one line");
  require(to_json_line(parse_machine_facts(written)) == written,
          "an answer written again is the same");
}

}  // namespace tandem::fuzzing
