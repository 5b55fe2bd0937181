// JSON of files that may be hostile, strict or as Python writes it: what is accepted is written,
// and read to an equal value.
#include <nlohmann/json.hpp>

#include "framework/core/json.h"
#include "framework/runs/best_checkpoint.h"
#include "framework/sweep/python_json.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

/// What a checkpoint may remember of the best one is taken or refused as its contract says.
void try_state(nlohmann::json state) {
  try {
    if (const auto best = take_best(state)) put_best(*best, state);
  } catch (const nlohmann::json::exception&) {
  }
}

}  // namespace

void try_input(std::string_view bytes) {
  nlohmann::json object;
  if (is_accepted([&] { object = parse_json_object(bytes, "x.json"); })) {
    require(parse_json_object(object.dump(), "again.json") == object,
            "an object written again is the same");
    nlohmann::json python;
    if (is_accepted([&] { python = parse_python_json(bytes); })) {
      require(python == object, "both readers read the same");
    }
    try_state(object);
  }
  if (is_accepted([&] { object = parse_python_json(bytes); })) {
    const std::string text = to_python_json(object);
    require(to_python_json(parse_python_json(text)) == text, "Python's form stays the same");
  }
}

}  // namespace tandem::fuzzing
