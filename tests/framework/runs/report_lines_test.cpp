#include "framework/runs/report_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(ReportLines, AreReadInTheirOrder) {
  const TemporaryDirectory directory;
  const auto path = directory / "lines";
  EXPECT_THAT(read_report_lines(path), IsEmpty());
  replace_file(path, R"({"step":50,"b":1.5,"a":-2}
{"step":100,"b":null,"checkpoint":{"networks":"00ff"},"images":{"encoder":64,"decoder":128}}
)");
  const auto lines = read_report_lines(path);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].step, 50);
  EXPECT_THAT(lines[0].values, ElementsAre(Pair("b", 1.5), Pair("a", -2)));
  EXPECT_THAT(lines[0].images, IsEmpty());
  ASSERT_THAT(lines[1].values, SizeIs(1));
  EXPECT_TRUE(std::isnan(lines[1].values[0].second));
  EXPECT_THAT(lines[1].images, ElementsAre(Pair("decoder", 128), Pair("encoder", 64)));
}

TEST(ReportLines, ThatAreBeingWrittenArePassedOver) {
  const TemporaryDirectory directory;
  replace_file(directory / "lines", "{\"step\":1}\n{\"step\":2");
  EXPECT_THAT(read_report_lines(directory / "lines"), SizeIs(1));
}

TEST(ReportLines, ThatAreNoneAreNamed) {
  const TemporaryDirectory directory;
  for (const char* line :
       {"", "[]", "{}", "{\"step\":1.5}", "{\"step\":", "\x80", "{\"step\":2,\"checkpoint\":{}}"}) {
    replace_file(directory / "lines", std::string("{\"step\":1}\n") + line + "\n");
    EXPECT_THAT(message_of<DataError>([&] { read_report_lines(directory / "lines"); }),
                HasSubstr("lines:2"))
        << line;
  }
}

}  // namespace
}  // namespace tandem
