#include "framework/runs/json_line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/json_lines.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

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
