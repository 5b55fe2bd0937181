#include "launch/audit/file_difference.h"

#include <gtest/gtest.h>

#include <cstring>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/safetensors.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

template <class Number>
std::string bytes_of(const std::vector<Number>& numbers) {
  std::string bytes(numbers.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

class FileDifferenceTest : public ::testing::Test {
 protected:
  void write(const char* name, std::vector<SafetensorsEntry> tensors, const std::string& data) {
    replace_file(directory_ / name, build_safetensors_header(tensors, {}) + data);
  }
  std::optional<FileDifference> difference(const std::string& suffix = ".safetensors") const {
    return difference_of_files(directory_ / ("expected" + suffix), directory_ / ("got" + suffix));
  }
  void expect(const std::string& what, const std::string& expected, const std::string& got,
              const std::string& suffix = ".safetensors") const {
    const auto found = difference(suffix);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->what, what);
    EXPECT_EQ(found->expected, expected);
    EXPECT_EQ(found->got, got);
  }

  const std::vector<SafetensorsEntry> two_ = {{.name = "n", .type = "I64", .shape = {}},
                                              {.name = "w", .type = "F32", .shape = {2, 3}}};
  TemporaryDirectory directory_;
};

TEST_F(FileDifferenceTest, NamesTheFirstElement) {
  const std::string count = bytes_of<int64_t>({7});
  write("expected.safetensors", two_, count + bytes_of<float>({0, 1, 2, 3, 4, 0.1F}));
  write("got.safetensors", two_, count + bytes_of<float>({0, 1, 2, 3, 4, 0.1F}));
  EXPECT_FALSE(difference().has_value());
  write("got.safetensors", two_, count + bytes_of<float>({0, 1, 2, 3, 5, 0.2F}));
  expect("tensor 'w'[1, 1]", "4", "5");
  write("got.safetensors", two_, count + bytes_of<float>({0, 1, 2, 3, 4, 0.2F}));
  expect("tensor 'w'[1, 2]", "0.1", "0.2");
  write("got.safetensors", two_, bytes_of<int64_t>({8}) + bytes_of<float>({9, 1, 2, 3, 5, 6}));
  expect("tensor 'n'", "7", "8");
}

TEST_F(FileDifferenceTest, FindsTheLastBitOfMuchData) {
  const std::vector<SafetensorsEntry> one = {{.name = "w", .type = "U8", .shape = {200000}}};
  std::string data(200000, 'a');
  write("expected.safetensors", one, data);
  data.back() ^= 1;
  write("got.safetensors", one, data);
  expect("tensor 'w'[199999]", "97", "96");
}

TEST_F(FileDifferenceTest, NamesTensorsThatAreNotInBoth) {
  const std::vector<SafetensorsEntry> one = {{.name = "w", .type = "F32", .shape = {2, 3}}};
  const std::vector<SafetensorsEntry> turned = {{.name = "w", .type = "F32", .shape = {3, 2}}};
  const std::string data = bytes_of<float>({0, 1, 2, 3, 4, 5});
  write("expected.safetensors", two_, bytes_of<int64_t>({7}) + data);
  write("got.safetensors", one, data);
  expect("tensor 'n'", "I64 []", "nothing");
  write("expected.safetensors", turned, data);
  expect("tensor 'w'", "F32 [3, 2]", "F32 [2, 3]");
  write("expected.safetensors", {}, "");
  expect("tensor 'w'", "nothing", "F32 [2, 3]");
}

TEST_F(FileDifferenceTest, NamesTheEntryOfAnObject) {
  replace_file(directory_ / "expected.json", R"({"step": 2, "windows": {"a": {"sums": [1, 2]}}})");
  replace_file(directory_ / "got.json", R"({"step": 2, "windows": {"a": {"sums": [1, 3]}}})");
  expect("windows/a/sums/1", "2", "3", ".json");
  replace_file(directory_ / "got.json", R"({"step": 2, "windows": {"a": {"sums": [1, 2, 3]}}})");
  expect("windows/a/sums/-", "nothing", "3", ".json");
  replace_file(directory_ / "got.json", R"({"step": 2, "windows": {"a": {"sums": [1]}}})");
  expect("windows/a/sums/1", "2", "nothing", ".json");
  replace_file(directory_ / "got.json",
               R"({"step": 2, "windows": {"a": {"sums": [1, 2]}}, "b": 1})");
  expect("b", "nothing", "1", ".json");
  replace_file(directory_ / "got.json", "{");
  EXPECT_THROW(difference(".json"), CheckpointError);
}

}  // namespace
}  // namespace tandem
