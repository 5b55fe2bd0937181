#include "launch/job/unblocked_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include "framework/core/descriptor.h"
#include "framework/core/files.h"
#include "tests/launch/child_end.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing_support::run_in_child;

const std::string kMuch(1 << 20, 'x');  // more than a pipe holds

struct Ends {
  Descriptor reader;
  Descriptor writer;
};

Ends make_pipe_ends() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

std::string read_once(const Descriptor& from) {
  std::string text(64, 0);
  text.resize(static_cast<size_t>(::read(from.get(), text.data(), text.size())));
  return text;
}

TEST(UnblockedOutput, ReachesItsReader) {
  const Ends pipe = make_pipe_ends();
  UnblockedOutput output(pipe.writer.get());
  output << "step " << 3 << std::endl;
  EXPECT_EQ(read_once(pipe.reader), "step 3\n");
}

TEST(UnblockedOutput, DoesNotWaitForAReaderThatSleeps) {
  const Ends pipe = make_pipe_ends();
  UnblockedOutput(pipe.writer.get()) << kMuch;
  // Other processes that have the pipe still wait when they write.
  EXPECT_EQ(::fcntl(pipe.writer.get(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(UnblockedOutput, DoesNotWaitForASocket) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends.data()), 0);
  const Descriptor reader(ends[0]);
  const Descriptor writer(ends[1]);
  for (int i = 0; i < 2000; ++i) UnblockedOutput(writer.get()) << "much" << std::flush;
  EXPECT_EQ(read_once(reader), "much");
}

TEST(OutliveReaders, AWriteThatNobodyReadsIsAnErrorOfThatWrite) {
  run_in_child([] {
    outlive_readers();
    Ends pipe = make_pipe_ends();
    pipe.reader.close();
    EXPECT_EQ(::write(pipe.writer.get(), "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
  });
}

TEST(UnblockedOutput, AReaderThatHasGoneIsNoEnd) {
  outlive_readers();
  Ends pipe = make_pipe_ends();
  pipe.reader.close();
  UnblockedOutput output(pipe.writer.get());
  output << "nobody" << std::endl;
  EXPECT_TRUE(output.good());
  std::signal(SIGPIPE, SIG_DFL);
}

TEST(UnblockedOutput, AFileTakesAll) {
  const TemporaryDirectory temporary;
  const auto path = temporary.path() / "out";
  replace_file(path, "before\n");
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND));
  UnblockedOutput(file.get()) << kMuch;
  EXPECT_EQ(read_file(path), "before\n" + kMuch);
}

}  // namespace
}  // namespace tandem
