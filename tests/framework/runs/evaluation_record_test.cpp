#include "framework/runs/evaluation_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

EvaluationRecord record_at(int64_t step) {
  return {.metric = "fid",
          .part = "",
          .step = step,
          .weights = "00ff",
          .stamp = {{"metric", "fid"}, {"version", "1"}, {"split", "test"}},
          .values = {{.name = "classifier_fid",
                      .unit = "",
                      .direction = "lower",
                      .sentence = "the distance",
                      .value = 0.1,
                      .floor = 1.0 / 3},
                     {.name = "unknown", .unit = "", .direction = "none", .sentence = ""}},
          .series = {{.name = "spectrum",
                      .sentence = "power",
                      .rows = {"generated", "real"},
                      .columns = {"1", "2"},
                      .values = {1, 2, 3, std::nan("")}}},
          .note = "a note",
          .networks = {{"classifier", "runs/it's"}}};
}

TEST(EvaluationRecord, ComesBackAsItWas) {
  const TemporaryDirectory run;
  const EvaluationRecord record = record_at(5);
  write_record(run.path(), record);
  const auto records = read_records(run.path());
  ASSERT_THAT(records, SizeIs(1));
  const EvaluationRecord& read = records.front();
  EXPECT_EQ(read.metric, "fid");
  EXPECT_EQ(read.step, 5);
  EXPECT_EQ(read.weights, "00ff");
  EXPECT_EQ(read.stamp, record.stamp);
  EXPECT_EQ(read.values[0].value, 0.1);
  EXPECT_EQ(read.values[0].floor, 1.0 / 3);
  EXPECT_EQ(read.values[0].ceiling, std::nullopt);
  EXPECT_EQ(read.values[1].value, std::nullopt);
  EXPECT_EQ(read.series[0].rows, record.series[0].rows);
  EXPECT_EQ(read.series[0].values[2], 3);
  EXPECT_TRUE(std::isnan(read.series[0].values[3]));
  EXPECT_EQ(read.note, "a note");
  EXPECT_EQ(read.networks, record.networks);
}

TEST(EvaluationRecord, TellsWhetherItIsByNetworks) {
  EvaluationRecord record = record_at(5);
  EXPECT_FALSE(is_by_networks(record));
  for (const char* field : {"features", "classifier"}) {
    record.stamp.back() = {field, "step 3, 00ff"};
    EXPECT_TRUE(is_by_networks(record)) << field;
  }
}

TEST(EvaluationRecord, StaysAsItWasFirstWritten) {
  const TemporaryDirectory run;
  EvaluationRecord record = record_at(5);
  write_record(run.path(), record);
  const std::string before = read_file(record_path(run.path(), record));
  record.values[0].value = 7;
  write_record(run.path(), record);
  EXPECT_EQ(read_file(record_path(run.path(), record)), before);
}

TEST(EvaluationRecord, HasAFileForEveryStampPartAndWeights) {
  const TemporaryDirectory run;
  EvaluationRecord record = record_at(5);
  write_record(run.path(), record);
  record.stamp.back().second = "valid";
  write_record(run.path(), record);
  record.part = "label_";
  write_record(run.path(), record);
  record.weights = "00fe";
  write_record(run.path(), record);
  record.step = 4;
  write_record(run.path(), record);
  const auto records = read_records(run.path());
  ASSERT_THAT(records, SizeIs(5));
  EXPECT_EQ(records.front().step, 4);
}

/// Whatever order their files have.
TEST(EvaluationRecord, OfOneStampComeByTheirWeights) {
  const TemporaryDirectory run;
  EvaluationRecord record = record_at(5);
  std::vector<std::string> written;
  for (int number = 0; number < 20; ++number) {
    record.weights = std::to_string(number);
    written.push_back(record.weights);
    write_record(run.path(), record);
  }
  std::ranges::sort(written);
  std::vector<std::string> read;
  for (const EvaluationRecord& each : read_records(run.path())) read.push_back(each.weights);
  EXPECT_EQ(read, written);
}

/// Names of classes come from files and folders.
TEST(EvaluationRecord, HoldsTextThatIsNoUtf8) {
  const TemporaryDirectory run;
  EvaluationRecord record = record_at(5);
  record.series[0].columns = {"caf\xe9", "tea"};
  record.stamp.emplace_back("folder", "\xff");
  write_record(run.path(), record);
  const auto records = read_records(run.path());
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].series[0].columns[0], "caf\ufffd");
  EXPECT_EQ(records[0].series[0].columns[1], "tea");
}

/// What is said of a record with another value under a key, and a digest that is true.
std::string refusal_of(const char* key, const nlohmann::ordered_json& value) {
  const TemporaryDirectory run;
  const EvaluationRecord record = record_at(5);
  write_record(run.path(), record);
  const std::filesystem::path path = record_path(run.path(), record);
  auto object = nlohmann::ordered_json::parse(read_file(path));
  object.erase("digest");
  object[key] = value;
  object["digest"] = digest_of(object.dump());
  replace_file(path, object.dump(1) + "\n");
  return message_of<DataError>([&] { read_record(path); });
}

TEST(EvaluationRecord, OfAnotherVersionIsRefused) {
  EXPECT_THAT(refusal_of("format_version", 2), HasSubstr("is of another version"));
}

TEST(EvaluationRecord, ThatNoMeasurementWritesIsRefused) {
  EXPECT_THAT(refusal_of("metric", "../../fid"), HasSubstr("is of no metric"));
  EXPECT_THAT(refusal_of("step", 1e300), HasSubstr("is none"));
  const TemporaryDirectory run;
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  replace_file(run / "record.json", R"({"digest": "x", "note": )" + deep + "}");
  EXPECT_THAT(message_of<DataError>([&] { read_record(run / "record.json"); }),
              HasSubstr("is none"));
}

TEST(EvaluationRecord, ThatWasTornOrEditedIsRefused) {
  const TemporaryDirectory run;
  const EvaluationRecord record = record_at(5);
  write_record(run.path(), record);
  const std::filesystem::path path = record_path(run.path(), record);
  const std::string whole = read_file(path);
  for (size_t length = 0; length + 1 < whole.size(); length += 97) {
    replace_file(path, whole.substr(0, length));
    EXPECT_THROW(read_record(path), DataError) << length;
  }
  std::string edited = whole;
  edited.replace(edited.find("0.1"), 3, "0.2");
  replace_file(path, edited);
  try {
    read_records(run.path());
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("was edited"));
    EXPECT_THAT(error.what(), HasSubstr(path.filename().string()));
  }
}

TEST(EvaluationRecord, AreNoneWhereNothingWasMeasured) {
  const TemporaryDirectory run;
  EXPECT_THAT(read_records(run.path()), IsEmpty());
}

TEST(Stamps, DifferInAFieldThatIsNamed) {
  const NamedTexts first = {{"metric", "fid"}, {"split", "test"}};
  EXPECT_FALSE(difference(first, first));
  const auto other = difference(first, {{"metric", "fid"}, {"split", "valid"}});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->field, "split");
  EXPECT_EQ(other->second, "valid");
  const auto more = difference(first, {{"metric", "fid"}, {"split", "test"}, {"samples", "5"}});
  ASSERT_TRUE(more);
  EXPECT_EQ(more->field, "samples");
  EXPECT_EQ(more->first, "");
}

}  // namespace
}  // namespace tandem
