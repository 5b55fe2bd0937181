#include "framework/core/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(Log, GoesToTheFileLineByLineWithItsLevel) {
  const TemporaryDirectory folder;
  write_file_synced(folder / "rank-0.log", "before\n");
  open_log(folder / "rank-0.log");
  log_warning("two");
  log_error("a \x1b[31mcolour");
  EXPECT_THAT(read_file(folder / "rank-0.log"),
              testing::MatchesRegex("before\n[^\n]* warning two\n"
                                    "[^\n]* error a [^\x1b\n]*colour\n"));
}

TEST(Log, AFileThatCannotBeOpenedIsNamed) {
  const TemporaryDirectory folder;
  EXPECT_THROW(open_log(folder.path()), FileError);
}

}  // namespace
}  // namespace tandem
