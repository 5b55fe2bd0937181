// The journal of a sweep: what is read can be written, and is then read the same; a record behind
// it is the next.
#include "framework/sweep/journal.h"
#include "framework/sweep/python_json.h"
#include "framework/sweep/study.h"
#include "framework/sweep/study_records.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  const std::filesystem::path path = empty_directory() / "journal.log";
  write_bytes(path, bytes);
  std::vector<nlohmann::json> records;
  if (!is_accepted([&] { records = Journal(path).read(); })) return;
  is_accepted([&] {
    Study study;
    for (const nlohmann::json& record : records) study.take(record);
  });
  for (const nlohmann::json& record : records) {
    const std::string text = to_python_json(record);
    require(to_python_json(parse_python_json(text)) == text, "a record stays the same");
  }
  Journal journal(path);
  require(journal.read().size() == records.size(), "records stay as many");
  try {
    journal.append({study_user_attribute("key", 1)});
  } catch (const FileError&) {
    return;  // the torn last line is not of a journal
  }
  require(journal.read().size() == 1, "what is appended is the next record");
  require(Journal(path).read().size() == records.size() + 1, "what is appended is the last record");
}

}  // namespace tandem::fuzzing
