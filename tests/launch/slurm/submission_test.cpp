#include "launch/slurm/submission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

TEST(BatchScript, BecomesItsCommand) {
  EXPECT_EQ(to_text({.name = "vae-mnist",
                     .working_directory = "/somewhere",
                     .logs = "/runs/a/logs",
                     .signal_seconds = 60,
                     .allocation = {"--nodes=1-2", "--time=1:00"},
                     .more = {"--account", "a"},
                     .command = {"/bin/tandem", "resume", "/runs/a"}}),
            "#!/bin/bash\n"
            "#SBATCH --job-name=vae-mnist --chdir=/somewhere\n"
            "#SBATCH --output=/runs/a/logs/slurm-%j.log --open-mode=append\n"
            "#SBATCH --signal=B:USR1@60 --requeue\n"
            "#SBATCH --nodes=1-2 --time=1:00\n"
            "#SBATCH --account a\n"
            "# The signal before the end is for this process, which therefore becomes tandem.\n"
            "exec /bin/tandem resume /runs/a\n");
}

TEST(BatchScript, JobsOfAnArrayAreNumberedFromZero) {
  EXPECT_THAT(to_text({.name = "s", .logs = "/l", .num_jobs = 8, .command = {"tandem"}}),
              HasSubstr("#SBATCH --array=0-7\n"));
}

TEST(BatchScript, AWordIsAWordWhateverIsInIt) {
  const std::string text = to_text({.name = "a b",
                                    .working_directory = "/",
                                    .logs = "/it's #1 100%j/logs",
                                    .command = {"tandem", "resume", "/it's $(x)"}});
  EXPECT_THAT(text, HasSubstr("'--job-name=a b'"));
  EXPECT_THAT(text, HasSubstr(R"('--output=/it'\''s #1 100%%j/logs/slurm-%j.log')"));
  EXPECT_THAT(text, HasSubstr(R"(exec tandem resume '/it'\''s $(x)')"));
}

TEST(BatchScript, ALineBreakWouldBeginALineForTheShell) {
  const BatchScript good{.name = "a", .working_directory = "/", .logs = "/l", .command = {"t"}};
  EXPECT_NO_THROW(to_text(good));
  const std::string bad = "a\nrm";
  for (const auto change :
       {+[](BatchScript&script, const std::string&word) { script.name = word; },
        +[](BatchScript&script, const std::string&word) { script.logs = word; },
        +[](BatchScript&script, const std::string&word) { script.working_directory = word; },
        +[](BatchScript&script, const std::string&word) { script.allocation = {word}; },
        +[](BatchScript&script, const std::string&word) { script.more = {word}; },
        +[](BatchScript&script, const std::string&word) { script.command = {word}; }}) {
    BatchScript script = good;
    change(script, bad);
    EXPECT_THROW(to_text(script), UsageError);
  }
}

}  // namespace
}  // namespace tandem
