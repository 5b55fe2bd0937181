#include "framework/training/data_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cstring>
#include <numeric>

#include "framework/core/error.h"
#include "framework/data/storage/data_set_writer.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct WrittenData {
  std::vector<int64_t> image_shape = {4, 6, 1};
  std::vector<std::string> class_names = {"zero", "one", "two"};
  std::vector<int64_t> train = {0, 1, 2, 2};
  std::vector<int64_t> test = {2, 0};
};

class DataCheckTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const WrittenData& data) const {
    DataSetWriter writer({.path = directory_ / name, .replace = true},
                         {.generator = "test", .class_names = data.class_names},
                         {{.name = "images", .shape = data.image_shape, .type = "uint8"},
                          {.name = "labels", .shape = {}, .type = "int64"}});
    const int64_t bytes = std::accumulate(data.image_shape.begin(), data.image_shape.end(),
                                          int64_t{1}, std::multiplies<>());
    for (const auto& [group, labels] : {std::pair("train", data.train), {"test", data.test}}) {
      writer.begin_group(group, static_cast<int64_t>(labels.size()));
      for (const int64_t label : labels) {
        const auto fields = writer.next_row();
        std::memset(fields[0], 0, static_cast<size_t>(bytes));
        std::memcpy(fields[1], &label, sizeof(label));
      }
    }
    writer.finish();
    return directory_ / name;
  }

  void check(const std::vector<std::string>& fields, const WrittenData& data) const {
    check_data(family(fields), DataSources({{"", write("data.h5", data)}}));
  }
  std::string refusal(const std::vector<std::string>& fields, const WrittenData& data) const {
    return message_of<DataError>([&] { check(fields, data); });
  }
  std::string refusal_of_sources(const WrittenData& a, const WrittenData& b) const {
    const DataSources data({{"a", write("a.h5", a)}, {"b", write("b.h5", b)}});
    return message_of<DataError>([&] { check_data(family({"a/images", "b/images"}), data); });
  }
  static Family family(const std::vector<std::string>& fields) {
    return {.name = "tested", .sentence = "", .data = {.fields = fields}};
  }

  TemporaryDirectory directory_;
};

TEST_F(DataCheckTest, WhatFitsIsAccepted) { EXPECT_NO_THROW(check({"images", "labels"}, {})); }

TEST_F(DataCheckTest, LabelsThatAreNotNeededMayBeAnything) {
  EXPECT_NO_THROW(check({"images"}, {.class_names = {}, .train = {-5}}));
}

TEST_F(DataCheckTest, ALabelOfNoClassIsNamedWithItsRow) {
  EXPECT_THAT(
      refusal({"images", "labels"}, {.train = {0, 1, 3}}),
      AllOf(HasSubstr("data.h5, /train/labels, row 2"), HasSubstr("0 to 2"), HasSubstr("got 3")));
  EXPECT_THAT(refusal({"images", "labels"}, {.test = {0, -1}}),
              AllOf(HasSubstr("data.h5, /test/labels, row 1"), HasSubstr("got -1")));
}

TEST_F(DataCheckTest, NeededLabelsNeedNamesOfClasses) {
  EXPECT_THAT(refusal({"images", "labels"}, {.class_names = {}}),
              AllOf(HasSubstr("data.h5"), HasSubstr("class_names"), HasSubstr("Pack it")));
}

TEST_F(DataCheckTest, LabelsOfASourceAreThoseOfItsOwnFile) {
  const DataSources data(
      {{"a", write("a.h5", {})}, {"b", write("b.h5", {.class_names = {"one"}, .train = {0}})}});
  EXPECT_THAT(message_of<DataError>([&] {
                check_data(family({"a/images", "b/labels"}), data);
              }),
              HasSubstr("b.h5, /test/labels, row 0"));
}

TEST_F(DataCheckTest, AMissingFieldIsNamed) {
  EXPECT_THAT(refusal({"source", "images"}, {}),
              AllOf(HasSubstr("data.path"), HasSubstr("'source'"), HasSubstr("images labels")));
  const DataSources data({{"a", write("a.h5", {})}, {"b", write("b.h5", {})}});
  EXPECT_THAT(message_of<DataError>([&] {
                check_data(family({"a/images", "b/source"}), data);
              }),
              AllOf(HasSubstr("data.sources.b.path"), HasSubstr("'b/source'")));
}

TEST_F(DataCheckTest, ASplitHoldsWhatIsTrainedOn) {
  const std::filesystem::path path = write("data.h5", {});
  {
    const hdf5::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
    ASSERT_GE(H5Ldelete(file.get(), "/test/labels", H5P_DEFAULT), 0);
  }
  const DataSources data({{"", path}});
  EXPECT_NO_THROW(check_data(family({"images"}), data));
  EXPECT_THAT(message_of<DataError>([&] {
                check_data(family({"images", "labels"}), data);
              }),
              AllOf(HasSubstr("data.h5"), HasSubstr("/test lacks"), HasSubstr("'labels'")));
}

TEST_F(DataCheckTest, SourcesHoldImagesOfOneSize) {
  const std::string message =
      refusal_of_sources({.image_shape = {28, 28, 1}}, {.image_shape = {32, 30, 3}});
  EXPECT_THAT(message, AllOf(HasSubstr("'a' and 'b'"), HasSubstr("a.h5"), HasSubstr("b.h5")));
  EXPECT_THAT(message, AllOf(HasSubstr("28 x 28 pixels in 1 channel as"),
                             HasSubstr("32 x 30 pixels in 3 channels")));
}

TEST_F(DataCheckTest, SourcesMayDifferInTheirChannels) {
  const DataSources data({{"a", write("a.h5", {.image_shape = {8, 8, 1}})},
                          {"b", write("b.h5", {.image_shape = {8, 8, 3}})}});
  EXPECT_NO_THROW(check_data(family({"a/images", "b/images"}), data));
}

}  // namespace
}  // namespace tandem
