#include "framework/training/average_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

class AverageCheck : public testing::Test {
 protected:
  void check(const std::string& learners) {
    const Family family{.name = "two",
                        .sentence = "A family.",
                        .learners = {{"first", {}}, {"second", {}}},
                        .options = {},
                        .build = {}};
    replace_file(path_, "name: test\nsteps: 10\nmodel: {family: two}\ndata: {path: x.h5}\n" +
                            std::string("learners: {") + learners + "}\n");
    check_averages(RunConfiguration::load(path_, {}, {family}),
                   {{.name = "first", .trains = {"a"}}, {.name = "second", .trains = {"a", "b"}}});
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "run.yaml";
};

TEST_F(AverageCheck, BothThatTrainANetworkAverageItOrNone) {
  EXPECT_NO_THROW(check(""));
  EXPECT_NO_THROW(check("first: {average_decay: 0.9}, second: {average_decay: 0.99}"));
  EXPECT_THAT(message_of<ConfigError>([&] { check("first: {average_decay: 0.9}"); }),
              HasSubstr("learners.second.average_decay"));
  EXPECT_THAT(message_of<ConfigError>([&] { check("second: {average_decay: 0.9}"); }),
              HasSubstr("objective 'first' trains network 'a' too"));
}

}  // namespace
}  // namespace tandem
