#include "framework/sweep/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/without_permission.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using Record = nlohmann::ordered_json;

Record numbered(int64_t number) { return {{"op_code", 7}, {"step", number}}; }

class JournalTest : public ::testing::Test {
 protected:
  fs::path path() const { return directory_ / "journal.log"; }

  /// What reading a journal with this text says.
  std::string refusal(const std::string& text) const {
    write_file_synced(path(), text);
    return message_of<DataError>([&] { Journal(path()).read(); });
  }

  const TemporaryDirectory directory_;
};

TEST_F(JournalTest, IsReadOnFromWhereItWasLeft) {
  Journal journal(path());
  EXPECT_THAT(journal.read(), IsEmpty());
  journal.append({});
  journal.append({numbered(1), numbered(2)});
  Journal(path()).append({numbered(3)});
  const auto records = journal.read();
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[2], numbered(3));
  EXPECT_THAT(journal.read(), IsEmpty());
  journal.append({numbered(4)});
  EXPECT_THAT(journal.read(), SizeIs(1));
  EXPECT_THAT(read_file(path()), StartsWith("{\"op_code\":7,\"step\":1,\"digest\":\""));
  EXPECT_THAT(names_in(directory_.path()), UnorderedElementsAre("journal.log"));
}

TEST_F(JournalTest, KeepsNumbersThatAreNone) {
  Journal journal(path());
  journal.append({{{"op_code", 7}, {"value", std::nan("")}, {"text", "NaN, Infinity"}},
                  {{"op_code", 7}, {"value", -std::numeric_limits<double>::infinity()}}});
  EXPECT_THAT(read_file(path()), AllOf(HasSubstr("\"value\":NaN,"), HasSubstr(":-Infinity,")));
  const auto records = journal.read();
  EXPECT_TRUE(std::isnan(records[0]["value"].get<double>()));
  EXPECT_EQ(records[0]["text"], "NaN, Infinity");
  EXPECT_EQ(records[1]["value"], -std::numeric_limits<double>::infinity());
}

TEST_F(JournalTest, ADamagedRecordIsNamedAndOneOfOthersIsTaken) {
  Journal(path()).append({numbered(1), numbered(2)});
  std::string text = read_file(path());
  text[text.find("\"step\":2") + 7] = '3';
  EXPECT_THAT(refusal(text), HasSubstr("journal line 2 is not the one that was written"));
  write_file_synced(path(), "{\"op_code\":7,\"step\":3}\n");
  EXPECT_THAT(Journal(path()).read(), SizeIs(1));
}

TEST_F(JournalTest, TornTailIsLeftByReadersAndCutByWriters) {
  const std::string first = R"({"op_code":7,"step":1})";
  const std::string last = R"({"op_code":7,"step":2})";
  for (size_t length = 0; length <= last.size(); ++length) {
    write_file_synced(path(), first + "\n" + last.substr(0, length));
    Journal journal(path());
    EXPECT_THAT(journal.read(), SizeIs(1)) << length;
    EXPECT_THAT(journal.read(), IsEmpty()) << length;
    journal.append({numbered(3)});
    const auto records = journal.read();
    ASSERT_THAT(records, SizeIs(1)) << length;
    EXPECT_EQ(records[0], numbered(3));
    EXPECT_THAT(read_file(path()), StartsWith(first + "\n{\"op_code\":7,\"step\":3,")) << length;
  }
}

TEST_F(JournalTest, TailThatIsFinishedLaterIsReadThen) {
  write_file_synced(path(), R"({"op_code":)");
  Journal journal(path());
  EXPECT_THAT(journal.read(), IsEmpty());
  write_file_synced(path(), "{\"op_code\":1}\n");
  EXPECT_THAT(journal.read(), SizeIs(1));
}

TEST_F(JournalTest, WhatDoesNotLookTornIsNotCut) {
  for (const std::string& text : {std::string("name: precious"), std::string(17 << 20, '{')}) {
    write_file_synced(path(), text);
    EXPECT_THAT(message_of<DataError>([&] { Journal(path()).append({numbered(1)}); }),
                HasSubstr("does not look like a record"));
    EXPECT_EQ(read_file(path()), text);
  }
  write_file_synced(path(), "{\"op_code\":1}\n" + std::string(100, '\0'));
  Journal(path()).append({numbered(1)});
  EXPECT_THAT(Journal(path()).read(), SizeIs(2));
}

TEST_F(JournalTest, HostileLinesAreNamed) {
  const std::string good = "{\"op_code\":10}\n";
  EXPECT_THAT(refusal(good + good + "nonsense\n"), HasSubstr("journal line 3 is not JSON"));
  EXPECT_THAT(refusal(good + "\n" + good), HasSubstr("journal line 2 is not JSON"));
  EXPECT_THAT(refusal(good + "[]\n"), HasSubstr("journal line 2 is no"));
  EXPECT_THAT(refusal(good + "{}\n"), HasSubstr("journal line 2 is no record: it has no op_code"));
  EXPECT_THAT(refusal("{\"op_code\":\"4\"}\n"), HasSubstr("it has no op_code"));
  EXPECT_THAT(refusal("{\"op_code\":1,\"op_code\":2}\n"), HasSubstr("twice"));
  EXPECT_THAT(refusal(good + "{\"op_code\":0,\"study_na" + good), HasSubstr("journal line 2 "));
  EXPECT_THAT(refusal(std::string("\x89PNG\r\n\x1a\n\0\xff", 10)), HasSubstr("journal line 1 "));
  EXPECT_THAT(refusal(std::string(3 << 20, '[') + "\n"), HasSubstr("journal line 1 "));
  EXPECT_THAT(refusal("{\"op_code\":1,\"a\":" + std::string(3 << 20, '[') + "\n"),
              HasSubstr("nested deeper"));
  const std::string large = "{\"op_code\":1,\"a\":\"" + std::string(17 << 20, 'a');
  EXPECT_THAT(refusal(good + large + "\"}\n"), HasSubstr("line 2 is no record: it is longer than"));
  EXPECT_THAT(refusal(good + large), HasSubstr("line 2 is no record: it is longer than 16 MiB"));
}

TEST_F(JournalTest, LongLinesAreRead) {
  const std::string text(5 << 20, 'a');
  Journal journal(path());
  journal.append({numbered(1), {{"op_code", 1}, {"a", text}}, numbered(2)});
  const auto records = journal.read();
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[1]["a"], text);
}

TEST_F(JournalTest, LinesThatNobodyWouldReadAreNotWritten) {
  Journal journal(path());
  EXPECT_THAT(message_of<DataError>([&] {
                journal.append({numbered(1), {{"op_code", 1}, {"a", std::string(16 << 20, 'a')}}});
              }),
              HasSubstr("a record is too long for the journal; nothing was written"));
  EXPECT_EQ(read_file(path()), "");
  journal.append({numbered(2)});
  EXPECT_THAT(journal.read(), SizeIs(1));
}

TEST_F(JournalTest, NothingIsReadOfWhatCannotBeReadWhole) {
  write_file_synced(path(), "{\"op_code\":1}\nnonsense\n");
  Journal journal(path());
  EXPECT_THROW(journal.read(), DataError);
  write_file_synced(path(), "{\"op_code\":1}\n{\"op_code\":2}\n");
  EXPECT_THAT(journal.read(), SizeIs(2));
  write_file_synced(path(), "{\"op_code\":1}\n");
  EXPECT_THAT(message_of<DataError>([&] { journal.read(); }), HasSubstr("shorter"));
}

TEST_F(JournalTest, FullDiskLeavesTheJournalAsItWas) {
  Journal journal(path());
  journal.append({numbered(1)});
  {
    const FileSizeLimit limit(static_cast<int64_t>(read_file(path()).size()) + 9);
    EXPECT_THAT(message_of<FileError>([&] { journal.append({numbered(2)}); }),
                HasSubstr("bytes free"));
  }
  journal.append({numbered(3)});
  const auto records = journal.read();
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[1], numbered(3));
}

TEST_F(JournalTest, OnlyARegularFileIsOne) {
  write_file_synced(directory_ / "precious", "");
  fs::create_symlink("precious", path());
  EXPECT_THAT(message_of<FileError>([&] { Journal journal(path()); }), HasSubstr("no journal"));
  EXPECT_THROW(Journal(directory_.path()), FileError);
  EXPECT_THROW(Journal(directory_ / "missing/journal.log"), FileError);
  fs::remove(path());
  Journal journal(path());
  fs::remove(path());
  EXPECT_THAT(message_of<FileError>([&] { journal.append({numbered(1)}); }), HasSubstr("is gone"));
  EXPECT_THAT(message_of<FileError>([&] { journal.read(); }), HasSubstr("is gone"));
  fs::create_symlink("precious", path());
  EXPECT_THROW(journal.append({numbered(1)}), FileError);
  EXPECT_THAT(names_in(directory_.path()), UnorderedElementsAre("journal.log", "precious"));
}

TEST_F(JournalTest, IsReadWhereNothingMayBeWritten) {
  Journal(path()).append({numbered(1)});
  const WithoutPermission without(directory_.path());
  Journal journal(path());
  EXPECT_THAT(journal.read(), SizeIs(1));
  EXPECT_THAT(message_of<FileError>([&] { journal.append({numbered(2)}); }),
              HasSubstr("Check the directory's permissions"));
  EXPECT_THROW(Journal(directory_ / "other.log"), FileError);
}

TEST_F(JournalTest, TwoWritersLoseNothing) {
  constexpr int kRecords = 200;
  std::vector<pid_t> children;
  for (int writer = 0; writer < 2; ++writer) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Journal journal(path());
      for (int i = 0; i < kRecords; ++i) {
        journal.append({{{"op_code", 7}, {"writer", writer}, {"step", i}}});
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  std::map<int, int> next;  // by writer
  for (const auto& record : Journal(path()).read()) {
    EXPECT_EQ(record["step"], next[record["writer"].get<int>()]++);
  }
  EXPECT_EQ(next, (std::map<int, int>{{0, kRecords}, {1, kRecords}}));
}

}  // namespace
}  // namespace tandem
