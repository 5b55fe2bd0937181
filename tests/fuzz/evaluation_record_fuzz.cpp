// The record of an evaluation: what is accepted is written, and says the same when it is read
// again. The digest that it carries of itself is made true where it can be.
#include <nlohmann/json.hpp>

#include "framework/core/digest.h"
#include "framework/core/files.h"
#include "framework/runs/evaluation_record.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

std::string signed_record(std::string_view bytes) {
  auto object = nlohmann::ordered_json::parse(bytes, nullptr, false);
  if (!object.is_object()) return std::string(bytes);
  object.erase("digest");
  object["digest"] = digest_of(object.dump());
  return object.dump(1) + "\n";
}

}  // namespace

void try_input(std::string_view bytes) {
  const std::filesystem::path run = empty_directory();
  const std::filesystem::path path = run / "record.json";
  for (const std::string& text : {std::string(bytes), signed_record(bytes)}) {
    write_bytes(path, text);
    EvaluationRecord record;
    if (!is_accepted([&] { record = read_record(path); })) continue;
    write_record(run, record);
    const std::filesystem::path written = record_path(run, record);
    require(written.parent_path() == run / "evaluations", "a record lies among the others");
    const EvaluationRecord again = read_record(written);
    require(!difference(record.stamp, again.stamp), "a stamp written again is the same");
    require(record_path(run, again) == written, "a record written again has the same name");
    require(read_records(run).size() == 1, "a record is found again");
    const std::string first = read_file(written);
    std::filesystem::remove(written);
    write_record(run, again);
    require(read_file(written) == first, "a record written again is the same");
    std::filesystem::remove_all(run / "evaluations");
  }
}

}  // namespace tandem::fuzzing
