#include "framework/core/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string little_endian(uint64_t value) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

std::string with_length(const std::string& json) { return little_endian(json.size()) + json; }

/// Parses a file of this header and as many bytes behind it.
SafetensorsHeader parse(const std::string& json, uint64_t data_bytes) {
  const std::string head = with_length(json);
  return parse_safetensors_header(head, head.size() + data_bytes, "weights.safetensors");
}

std::string refusal(const std::string& json, uint64_t data_bytes) {
  return message_of<CheckpointError>([&] { parse(json, data_bytes); });
}

/// The header of one tensor.
std::string one(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"w":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

TEST(SafetensorsTest, ReadsTensorsInTheOrderOfTheirBytes) {
  const auto header = parse(R"({"b":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
                            R"("a":{"dtype":"I64","shape":[],"data_offsets":[24,32]},)"
                            R"("c":{"dtype":"BF16","shape":[4,0],"data_offsets":[32,32]},)"
                            R"("__metadata__":{"format":"pt"}}   )",
                            32);
  ASSERT_EQ(header.tensors.size(), 3u);
  EXPECT_EQ(header.tensors[0].name, "b");
  EXPECT_EQ(header.tensors[0].type, "F32");
  EXPECT_THAT(header.tensors[0].shape, ElementsAre(2, 3));
  EXPECT_EQ(header.tensors[1].name, "a");
  EXPECT_TRUE(header.tensors[1].shape.empty());
  EXPECT_EQ(header.tensors[1].begin, 24u);
  EXPECT_EQ(header.tensors[1].end, 32u);
  EXPECT_THAT(header.tensors[2].shape, ElementsAre(4, 0));
  EXPECT_EQ(header.metadata.at("format"), "pt");
}

TEST(SafetensorsTest, NothingAtAllIsAFile) { EXPECT_TRUE(parse("{}", 0).tensors.empty()); }

TEST(SafetensorsTest, RefusesALengthThatCannotBe) {
  const auto refuse_bytes = [](const std::string& bytes, uint64_t file_bytes) {
    return message_of<CheckpointError>(
        [&] { parse_safetensors_header(bytes, file_bytes, "weights.safetensors"); });
  };
  EXPECT_THAT(refuse_bytes("", 0), HasSubstr("at least 8 bytes"));
  EXPECT_THAT(refuse_bytes("1234567", 7), HasSubstr("at least 8 bytes"));
  EXPECT_THAT(refuse_bytes(little_endian(100'000'001), 200'000'000), HasSubstr("100000000"));
  EXPECT_THAT(refuse_bytes(little_endian(UINT64_MAX), 10), HasSubstr("allowed"));
  EXPECT_THAT(refuse_bytes(little_endian(3) + "{}", 10),
              HasSubstr("a header of 3 bytes in a file"));
}

TEST(SafetensorsTest, NamesFileAndTensor) {
  const auto message = refusal(one("F32", "[2]", "[0,4]"), 4);
  EXPECT_THAT(message, HasSubstr("weights.safetensors"));
  EXPECT_THAT(message, HasSubstr("tensor 'w'"));
}

TEST(SafetensorsTest, RefusesTypesAndShapesThatDoNotFitTheirBytes) {
  EXPECT_THAT(refusal(one("F31", "[1]", "[0,4]"), 4), HasSubstr("unknown type 'F31'"));
  EXPECT_THAT(refusal(one("F32", "[2]", "[0,4]"), 4), HasSubstr("need 8 bytes"));
  EXPECT_THAT(refusal(one("F32", "[1]", "[4,0]"), 4), HasSubstr("need 4 bytes"));
  EXPECT_THAT(refusal(one("F32", "[-1]", "[0,4]"), 4), HasSubstr("whole numbers"));
  EXPECT_THAT(refusal(one("F32", "[1.0]", "[0,4]"), 4), HasSubstr("whole numbers"));
  EXPECT_THAT(refusal(one("F32", "[1]", "[-4,0]"), 4), HasSubstr("whole numbers"));
  EXPECT_THAT(refusal(one("F32", "[1]", "[18446744073709551612,0]"), 4),
              HasSubstr("whole numbers"));
  EXPECT_THAT(refusal(one("F32", "[99999999999999999999]", "[0,4]"), 4),
              HasSubstr("whole numbers"));
}

TEST(SafetensorsTest, RefusesOverflow) {
  const std::string half = "4611686018427387904";
  EXPECT_THAT(refusal(one("U8", "[" + half + ",4]", "[0,0]"), 0), HasSubstr("too large"));
  EXPECT_THAT(refusal(one("F32", "[" + half + "]", "[0,0]"), 0), HasSubstr("too large"));
  EXPECT_THAT(refusal(one("U8", "[0," + half + ",4]", "[0,0]"), 0), HasSubstr("too large"));
  std::string ones = "[1";
  for (int i = 0; i < 64; ++i) ones += ",1";
  EXPECT_THAT(refusal(one("U8", ones + "]", "[0,1]"), 1), HasSubstr("too large"));
}

TEST(SafetensorsTest, RefusesEntriesOfAnotherForm) {
  for (const char* entry : {"1", "[]", "{}", R"({"dtype":"U8","shape":[1]})",
                            R"({"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":1})",
                            R"({"dtype":1,"shape":[1],"data_offsets":[0,1]})",
                            R"({"dtype":"U8","shape":1,"data_offsets":[0,1]})",
                            R"({"dtype":"U8","shape":[1],"data_offsets":[0]})"}) {
    EXPECT_THAT(refusal(R"({"w":)" + std::string(entry) + "}", 1), HasSubstr("an entry is"))
        << entry;
  }
  EXPECT_THAT(refusal(R"({"__metadata__":[]})", 0), HasSubstr("__metadata__"));
  EXPECT_THAT(refusal(R"({"__metadata__":{"a":1}})", 0), HasSubstr("__metadata__.a"));
  EXPECT_THAT(refusal(R"({"__metadata__":{},"__metadata__":{}})", 0), HasSubstr("twice"));
}

std::string two(const std::string& first, const std::string& second) {
  return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first +
         R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}";
}

TEST(SafetensorsTest, BytesAreCoveredOnce) {
  EXPECT_EQ(parse(two("[4,8]", "[0,4]"), 8).tensors[0].name, "b");
  EXPECT_THAT(refusal(two("[0,4]", "[5,9]"), 9), HasSubstr("not right behind"));
  EXPECT_THAT(refusal(two("[0,4]", "[3,7]"), 7), HasSubstr("inside"));
  EXPECT_THAT(refusal(two("[0,4]", "[0,4]"), 4), HasSubstr("inside"));
  EXPECT_THAT(refusal(two("[1,5]", "[5,9]"), 9), HasSubstr("not right behind"));
  EXPECT_THAT(refusal(two("[0,4]", "[4,8]"), 9), HasSubstr("the file has 9"));
  EXPECT_THAT(refusal(two("[0,4]", "[4,8]"), 7), HasSubstr("the file has 7"));
}

TEST(SafetensorsTest, BuildsWhatItReads) {
  std::vector<SafetensorsEntry> tensors = {{.name = "z", .type = "U8", .shape = {3}},
                                           {.name = "b", .type = "F32", .shape = {2, 2}},
                                           {.name = "a", .type = "F32", .shape = {}},
                                           {.name = "c", .type = "I64", .shape = {0, 5}}};
  const std::string head = build_safetensors_header(tensors, {{"format", "pt"}, {"step", "7"}});
  EXPECT_EQ(head.size() % 8, 0u);
  const auto header = parse_safetensors_header(head, head.size() + 23, "built");
  std::vector<std::string> names;
  for (const auto& tensor : header.tensors) names.push_back(tensor.name);
  EXPECT_THAT(names, ElementsAre("c", "a", "b", "z"));
  EXPECT_EQ(header.data_begin, head.size());
  EXPECT_EQ(header.metadata.at("step"), "7");
}

TEST(SafetensorsTest, BuildsTheBytesOfTheFormatsOwnWriter) {
  std::vector<SafetensorsEntry> tensors = {{.name = "x", .type = "F32", .shape = {2}}};
  const std::string json =
      R"({"__metadata__":{"format":"pt"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  EXPECT_EQ(build_safetensors_header(tensors, {{"format", "pt"}}),
            little_endian(88) + json + std::string(88 - json.size(), ' '));
}

TEST(SafetensorsTest, BuildsNothingThatItWouldRefuse) {
  const auto build = [](std::vector<SafetensorsEntry> tensors) {
    return message_of<CheckpointError>([&] { build_safetensors_header(tensors, {}); });
  };
  EXPECT_THAT(build({{.name = "w", .type = "F31", .shape = {1}}}), HasSubstr("'w'"));
  EXPECT_THAT(build({{.name = "w", .type = "U8", .shape = {-1}}}), HasSubstr("'w'"));
  EXPECT_THAT(build({{.name = "__metadata__", .type = "U8", .shape = {1}}}), HasSubstr("__meta"));
  EXPECT_THAT(
      build({{.name = "w", .type = "U8", .shape = {1}}, {.name = "w", .type = "U8", .shape = {1}}}),
      HasSubstr("'w'"));
}

TEST(SafetensorsTest, ReadsFilesAndTheirLengthMatters) {
  const TemporaryDirectory directory;
  const auto path = directory / "weights.safetensors";
  const std::string bytes = with_length(one("F32", "[2]", "[0,8]")) + std::string(8, 'x');
  write_file_synced(path, bytes);
  EXPECT_EQ(read_safetensors_header(path).tensors.size(), 1u);
  for (size_t length = 0; length < bytes.size(); ++length) {
    std::filesystem::resize_file(path, length);
    EXPECT_THROW(read_safetensors_header(path), CheckpointError) << length << " bytes";
    write_file_synced(path, bytes);
  }
  EXPECT_THROW(read_safetensors_header(directory / "absent"), FileError);
}

}  // namespace
}  // namespace tandem
