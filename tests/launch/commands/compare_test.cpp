// `tandem compare`, called in this process on runs that were never trained.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "framework/core/files.h"
#include "tests/launch/called_command.h"
#include "tests/support/error_message.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::call_command;
using testing_support::make_run;
using testing_support::output_of;
using testing_support::record_of;

class CompareCommand : public ::testing::Test {
 protected:
  CompareCommand() {
    for (const int64_t seed : {1, 2}) {
      for (const char* family : {"gan", "vae"}) {
        const auto run = runs() / (family + std::to_string(seed));
        make_run(run, {.family = family, .seed = seed});
        write_record(run, record_of(100, (family[0] == 'g' ? 2.0 : 5.0) + 0.5 * seed));
      }
    }
  }

  std::filesystem::path runs() const { return directory_ / "runs"; }
  std::filesystem::path file() const { return directory_ / "values.csv"; }
  std::string compare(Arguments arguments) const {
    arguments.insert(arguments.begin(), runs());
    return output_of([&] { EXPECT_EQ(call_command("compare", arguments), ExitCode::kDone); });
  }
  /// The error of the call.
  template <class ErrorType>
  std::string error_of(const Arguments& arguments) const {
    return message_of<ErrorType>([&] { compare(arguments); });
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(CompareCommand, PrintsATablePerValue) {
  EXPECT_THAT(compare({}), AllOf(HasSubstr("fid ↓"), HasSubstr("coverage ↑"), HasSubstr("gan")));
  EXPECT_THAT(compare({"--metric", "coverage"}),
              AllOf(HasSubstr("coverage ↑"), Not(HasSubstr("fid ↓"))));
  EXPECT_THAT(compare({"--markdown"}), HasSubstr("### fid ↓"));
}

TEST_F(CompareCommand, OfManyValuesPrintsThoseThatModelsAreJudgedBy) {
  for (const char* run : {"gan1", "gan2", "vae1", "vae2"}) {
    EvaluationRecord usual = record_of(100, 3);
    usual.metric = "fid";
    usual.values.resize(1);
    usual.values[0].name = "random_fid";
    write_record(runs() / run, usual);
    EvaluationRecord terms = usual;
    terms.metric = "objective_terms";
    terms.values.clear();
    for (const char* term : {"a", "b", "c", "d"}) {
      terms.values.push_back(usual.values[0]);
      terms.values.back().name = std::string("loss/") + term;
    }
    write_record(runs() / run, terms);
  }
  const std::string last =
      "left out here: 6 other values; --metric fidelity,objective_terms prints what it names, "
      "--csv FILE writes all\n";
  const std::string said = compare({"--csv", file()});
  EXPECT_THAT(said, AllOf(HasSubstr("random_fid ↓"), Not(HasSubstr("coverage ↑")),
                          Not(HasSubstr("loss/a")), EndsWith(last)));
  EXPECT_THAT(read_file(file()), AllOf(HasSubstr("coverage,"), HasSubstr("loss/a,")));
  EXPECT_THAT(compare({"--metric", "fidelity,objective_terms"}),
              AllOf(HasSubstr("coverage ↑"), HasSubstr("loss/d"), Not(HasSubstr("left out"))));
}

TEST_F(CompareCommand, GroupsByFamilyWhereThatIsAsked) {
  make_run(runs() / "vae3", {.family = "vae", .seed = 3, .beta = "1.0"});
  write_record(runs() / "vae3", record_of(100, 1));
  EXPECT_THAT(compare({}), HasSubstr("vae (beta=1.0)"));
  EXPECT_THAT(compare({"--by", "family"}), AllOf(Not(HasSubstr("beta")), HasSubstr("vae")));
}

TEST_F(CompareCommand, RefusesToRankWhatWasMeasuredInDifferentWays) {
  make_run(runs() / "flow", {.family = "flow"});
  write_record(runs() / "flow", record_of(100, 1, "5000"));
  EXPECT_THAT(error_of<DataError>({"--csv", file()}),
              AllOf(HasSubstr("'samples'"), HasSubstr("runs/flow"), HasSubstr("runs/gan1"),
                    HasSubstr("5000"), HasSubstr("2000"), HasSubstr("--across")));
  EXPECT_FALSE(std::filesystem::exists(file()));
  EXPECT_THAT(compare({"--across"}),
              AllOf(HasSubstr("fid ↓, samples 2000"), HasSubstr("fid ↓, samples 5000"),
                    Not(HasSubstr("P(rank)"))));
}

TEST_F(CompareCommand, WritesAFileWholeAndReplacesItOnRequestOnly) {
  compare({"--csv", file()});
  EXPECT_THAT(read_file(file()), AllOf(HasSubstr("value,metric,"), HasSubstr("fid,fidelity,")));
  EXPECT_THAT(error_of<UsageError>({"--csv", file()}), HasSubstr("--force"));
  replace_file(file(), "old");
  compare({"--csv", file(), "--force"});
  EXPECT_THAT(read_file(file()), HasSubstr("fid,fidelity,"));
}

TEST_F(CompareCommand, SaysHowRunsAreMeasured) {
  const TemporaryDirectory unmeasured;
  make_run(unmeasured / "a");
  EXPECT_THAT(message_of<DataError>([&] { call_command("compare", {unmeasured.path()}); }),
              HasSubstr("`tandem evaluate RUN`"));
}

TEST_F(CompareCommand, NamesWhatIsMissing) {
  EXPECT_THAT(error_of<DataError>({"--metric", "fid,nothing"}), HasSubstr("nothing"));
  EXPECT_THAT(message_of<ConfigError>([&] { call_command("compare", {runs() / "none"}); }),
              HasSubstr("no run"));
  replace_file(file(), "is there");
  EXPECT_THAT(message_of<ConfigError>([&] {
                call_command("compare", {runs() / "none", "--csv", file()});
              }),
              HasSubstr("no run"));
}

}  // namespace
}  // namespace tandem
