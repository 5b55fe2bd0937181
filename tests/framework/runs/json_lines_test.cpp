#include "framework/runs/json_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "tests/support/error_message.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing_support::standard_error_of;

class JsonLinesTest : public testing::Test {
 protected:
  std::string after_cut(const std::string& text, int64_t step) const {
    write_file_synced(path_, text);
    truncate_json_lines_after(path_, step);
    return read_file(path_);
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "metrics.jsonl";
};

TEST_F(JsonLinesTest, OneObjectPerLineInTheOrderOfItsKeys) {
  for (int64_t step : {50, 100}) {
    JsonLines lines(path_);
    lines.append({{"step", step}, {"loss", 0.1}, {"a", {1, 2}}});
    lines.sync();
  }
  const auto lines = split(read_file(path_), '\n');
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0], StartsWith("{\"step\":50,\"loss\":0.1,\"a\":[1,2],\"digest\":\""));
  EXPECT_THAT(lines[1], StartsWith("{\"step\":100,\"loss\":0.1,\"a\":[1,2],\"digest\":\""));
  EXPECT_EQ(lines[2], "");
}

TEST_F(JsonLinesTest, LinesAreThereBeforeTheWriterGoes) {
  JsonLines lines(path_);
  lines.append({{"step", 1}});
  EXPECT_THAT(read_file(path_), AllOf(StartsWith("{\"step\":1,"), EndsWith("\"}\n")));
}

TEST_F(JsonLinesTest, DoublesReadBackAsTheyWere) {
  std::mt19937_64 random(1);
  JsonLines lines(path_);
  std::vector<double> values = {0.1, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 1e16};
  for (int i = 0; i < 1000; ++i)
    values.push_back(std::ldexp(static_cast<double>(random()), i - 500));
  lines.append({{"values", values}});
  const auto read = nlohmann::json::parse(read_file(path_))["values"];
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(read[i].get<double>(), values[i]);
}

TEST_F(JsonLinesTest, NotFiniteIsNull) {
  JsonLines lines(path_);
  lines.append({{"loss", std::numeric_limits<double>::quiet_NaN()}});
  EXPECT_THAT(read_file(path_), StartsWith("{\"loss\":null,"));
}

TEST_F(JsonLinesTest, DirectoryThatIsMissingIsNamed) {
  const auto message = message_of<FileError>([&] { JsonLines(directory_ / "no" / "file"); });
  EXPECT_THAT(message, HasSubstr((directory_ / "no" / "file").string()));
}

TEST_F(JsonLinesTest, CutsBehindTheLastLineOfTheStep) {
  const std::string one = "{\"step\":1,\"a\":2}\n";
  const std::string two = "{\"a\":2,\"step\":2}\n";
  const std::string three = "{\"step\":3}\n";
  const std::string all = one + two + two + three;
  EXPECT_EQ(after_cut(all, 0), "");
  EXPECT_EQ(after_cut(all, 1), one);
  EXPECT_EQ(after_cut(all, 2), one + two + two);
  EXPECT_EQ(after_cut(all, 3), all);
  EXPECT_EQ(after_cut(all, 99), all);
  EXPECT_EQ(after_cut(all + "{\"step\":18446744073709551615}\n", 99), all);
}

TEST_F(JsonLinesTest, TornLastLineGoes) {
  const std::string one = "{\"step\":1}\n";
  EXPECT_EQ(after_cut(one + "{\"step\":2", 99), one);
  EXPECT_EQ(after_cut(one + "{\"step\":2}", 99), one) << "no newline: not known to be whole";
  EXPECT_EQ(after_cut("{\"st", 99), "");
  EXPECT_EQ(after_cut("", 99), "");
}

TEST_F(JsonLinesTest, OtherLinesAreNamedWhereTheyStay) {
  const std::string text = "{\"step\":1}\nrubbish\n{\"step\":2}\n";
  const std::string log = standard_error_of([&] { EXPECT_EQ(after_cut(text + "[1]\n", 2), text); });
  EXPECT_THAT(log, HasSubstr("metrics.jsonl"));
  EXPECT_THAT(log, HasSubstr("were left: 2\n"));
}

TEST_F(JsonLinesTest, DamagedLinesAreNamedWhereTheyStay) {
  {
    JsonLines lines(path_);
    for (int64_t step : {1, 2, 3}) lines.append({{"step", step}, {"loss", 0.5}});
  }
  std::string text = read_file(path_);
  text[text.find("0.5", text.find("\"step\":2")) + 2] = '4';
  EXPECT_THAT(standard_error_of([&] { EXPECT_EQ(after_cut(text, 3), text); }),
              HasSubstr("were left: 2\n"));
}

TEST_F(JsonLinesTest, MissingFileStaysMissing) {
  truncate_json_lines_after(path_, 1);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

class JsonLineReaderTest : public ::testing::Test {
 protected:
  std::vector<JsonLine> read(const std::string& text) const {
    replace_file(path_, text);
    return read_json_lines(path_);
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "lines.jsonl";
};

TEST_F(JsonLineReaderTest, ReadsObjectsInTheirOrder) {
  EXPECT_TRUE(read_json_lines(path_).empty()) << "no file";
  const auto lines = read("{\"step\":2,\"b\":0.1,\"a\":null}\n{\"step\":2}\n{\"step\":4}\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].object.dump(), R"({"step":2,"b":0.1,"a":null})");
  EXPECT_EQ(lines[2].number, 3);
  EXPECT_EQ(lines[2].step, 4);
}

TEST_F(JsonLineReaderTest, ADamagedLineIsNamed) {
  {
    JsonLines lines(path_);
    lines.append({{"step", 2}, {"loss", 0.25}});
    lines.append({{"step", 4}, {"loss", 0.5}});
  }
  ASSERT_EQ(read_json_lines(path_).size(), 2U);
  EXPECT_EQ(read_json_lines(path_)[0].object.dump(), R"({"step":2,"loss":0.25})");
  std::string text = read_file(path_);
  text[text.find("0.5") + 2] = '7';
  EXPECT_THAT(message_of<DataError>([&] { read(text); }),
              AllOf(HasSubstr("lines.jsonl:2"), HasSubstr("edited, or damaged")));
}

TEST_F(JsonLineReaderTest, ALineThatIsBeingWrittenIsPassedOver) {
  EXPECT_EQ(read("{\"step\":2}\n{\"step\":4,\"lo").size(), 1U);
}

TEST_F(JsonLineReaderTest, NamesTheLineThatIsNone) {
  for (const char* second : {"{\"loss\":2}", "[4]", "{\"step\":", "", "{\"step\":1}"}) {
    EXPECT_THAT(message_of<DataError>([&] { read("{\"step\":2}\n" + std::string(second) + "\n"); }),
                AllOf(HasSubstr("lines.jsonl:2"), HasSubstr("sound copy")))
        << second;
  }
}

}  // namespace
}  // namespace tandem
