// Sweeps that go on from a journal which was torn anywhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/sweep/study_records.h"
#include "tests/framework/sweep/recorded_sweep_fixture.h"

namespace tandem {
namespace {

using ::testing::SizeIs;
using testing_support::played_lengths;

using TornJournalTest = testing_support::RecordedSweepTest;

TEST_F(TornJournalTest, GoesOnFromEveryStateOfItsJournal) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep);
    EXPECT_THAT(sweep.study().trials(), SizeIs(20));
  }
  const std::string whole = read_file(paths_.journal());
  const auto expected = records();
  // After the first lines, some of the samples and one in twelve of the others, and torn in the
  // line behind it.
  size_t end = 0;
  size_t line = 0;
  size_t num_samples = 0;
  std::string last_line;
  for (size_t next = whole.find('\n'); next != std::string::npos;
       end = next + 1, next = whole.find('\n', end)) {
    const bool is_sample = last_line.find("artifacts:") != std::string::npos;
    last_line = whole.substr(end, next - end);
    if (is_sample) ++num_samples;
    if (++line > 8 && line % 12 != 0 && !(is_sample && num_samples % 20 == 1)) continue;
    for (const size_t bytes : {end, (end + next) / 2}) {
      std::ofstream(paths_.journal(), std::ios::binary | std::ios::trunc) << whole.substr(0, bytes);
      RecordedSweep again(paths_, definition_, played_lengths());
      play(again, 1'000'000, 5);
      ASSERT_EQ(records(), expected) << "cut at byte " << bytes;
    }
  }
}

/// The last of each kind, so that little is left to replay behind it; of those about the study,
/// which all stand at the beginning, a short one.
TEST_F(TornJournalTest, GoesOnFromEveryByteOfARecordOfEachKind) {
  SweepDefinition small = defined("halving", 2);
  small.workers = 1;
  {
    RecordedSweep sweep(paths_, small, played_lengths());
    play(sweep);
  }
  const std::string whole = read_file(paths_.journal());
  const auto expected = records();
  std::map<int, std::string> lines;
  for (const std::string& line : split(whole, '\n')) {
    if (line.empty()) continue;
    const int kind = nlohmann::json::parse(line).at("op_code").get<int>();
    std::string& chosen = lines[kind];
    const bool is_of_study = kind < static_cast<int>(JournalOperation::kCreateTrial);
    if (chosen.empty() || !is_of_study || line.size() < chosen.size()) chosen = line;
  }
  EXPECT_THAT(lines, SizeIs(8));
  for (const auto& [kind, line] : lines) {
    const size_t begin = whole.find(line);
    for (size_t end = begin; end <= begin + line.size(); ++end) {
      std::ofstream(paths_.journal(), std::ios::binary | std::ios::trunc) << whole.substr(0, end);
      RecordedSweep again(paths_, small, played_lengths());
      play(again);
      ASSERT_EQ(records(), expected) << "operation " << kind << ", cut at byte " << end;
    }
  }
}

}  // namespace
}  // namespace tandem
