#include "framework/data/storage/data_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class DataSourcesTest : public testing::Test {
 protected:
  DataSourcesTest() {
    write_small_data_set(directory_ / "a.h5",
                         {.num_train = 50, .num_test = 20, .image_shape = {4, 4, 1}});
    write_small_data_set(directory_ / "b.h5", {.num_train = 30, .image_shape = {4, 4, 3}});
  }

  DataSources both() const {
    return DataSources({{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}});
  }

  TemporaryDirectory directory_;
};

std::vector<std::string> names_of(const DataDescription& description) {
  std::vector<std::string> names;
  for (const FieldDescription& field : description.fields) names.push_back(field.name);
  return names;
}

TEST_F(DataSourcesTest, TheOnlyOneGivesItsFieldsUnderTheirNames) {
  const DataSources data({{"", directory_ / "a.h5"}});
  EXPECT_TRUE(data.has_group("test"));
  EXPECT_EQ(data.num_rows("train"), 50);
  EXPECT_EQ(names_of(data.description()), (std::vector<std::string>{"images", "labels"}));
  EXPECT_TRUE(data.has_field("train", "images"));
  EXPECT_FALSE(data.has_field("train", "a/images"));
  EXPECT_EQ(data.field("test", "labels").num_rows(), 20);
  EXPECT_THAT(message_of<DataError>([&] { (void)data.field("train", "target"); }),
              AllOf(HasSubstr("'target'"), HasSubstr("images, labels")));
}

TEST_F(DataSourcesTest, FieldsOfSeveralGoByTheirSources) {
  const DataSources data = both();
  const DataDescription description = data.description();
  EXPECT_EQ(names_of(description),
            (std::vector<std::string>{"a/images", "a/labels", "b/images", "b/labels"}));
  EXPECT_EQ(description.find("b/images")->shape, (std::vector<int64_t>{4, 4, 3}));
  EXPECT_EQ(description.class_names.size(), 2u);
  EXPECT_EQ(data.num_rows("train"), 30);
  EXPECT_EQ(data.field("train", "a/images").num_rows(), 50);
  EXPECT_EQ(data.file_of("b/images").path(), directory_ / "b.h5");
}

TEST_F(DataSourcesTest, AGroupIsThereWhereAllHaveIt) {
  const DataSources data = both();
  EXPECT_FALSE(data.has_group("test"));
  EXPECT_EQ(data.groups(), std::vector<std::string>{"train"});
  EXPECT_TRUE(data.has_field("test", "a/images"));
  EXPECT_FALSE(data.has_field("test", "b/images"));
  EXPECT_THAT(message_of<DataError>([&] { (void)data.num_rows("test"); }),
              AllOf(HasSubstr("b.h5"), HasSubstr("/test")));
}

TEST_F(DataSourcesTest, AnUnknownSourceIsAnError) {
  const DataSources data = both();
  EXPECT_FALSE(data.has_field("train", "images"));
  EXPECT_THAT(message_of<DataError>([&] { (void)data.field("train", "c/images"); }),
              AllOf(HasSubstr("'c/images'"), HasSubstr("a, b")));
  EXPECT_THAT(message_of<FileError>([&] {
                const DataSources missing({{"a", directory_ / "a.h5"}, {"b", "none.h5"}});
              }),
              HasSubstr("none.h5"));
}

}  // namespace
}  // namespace tandem
