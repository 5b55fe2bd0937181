#include "framework/training/data_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "framework/core/error.h"
#include "framework/data/storage/attributes.h"
#include "framework/data/storage/data_set_layout.h"
#include "framework/data/storage/data_set_writer.h"
#include "tests/support/error_message.h"
#include "tests/support/hostile_file.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::standard_error_of;

class DataIdentityTest : public testing::Test {
 protected:
  /// A row of train and two of test, in which no two fields are alike.
  DataSources write(const std::vector<std::string>& names,
                    const std::vector<std::string>& class_names = {"zero"}) const {
    std::vector<FieldDescription> fields;
    for (const std::string& name : names) {
      fields.push_back(name == "labels" ? FieldDescription{name, {}, "int64"}
                                        : FieldDescription{name, {2, 2, 1}, "uint8"});
    }
    DataSetWriter writer({.path = path_}, {.generator = "test", .class_names = class_names},
                         fields);
    for (const auto& [group, num_rows] : {std::pair("train", 1), std::pair("test", 2)}) {
      writer.begin_group(group, num_rows);
      for (int row = 0; row < num_rows; ++row) {
        const auto memory = writer.next_row();
        for (size_t i = 0; i < fields.size(); ++i) {
          std::memset(memory[i], static_cast<int>(i),
                      static_cast<size_t>(row_bytes(fields[i], "")));
        }
      }
    }
    writer.finish();
    return DataSources({{"", path_}});
  }
  /// Makes a field one of an earlier version, whose rows are not those of this digest.
  void age(const std::string& field, const std::string& digest) const {
    const HostileFile file(path_);
    const hdf5::Handle opened(H5Dopen2(file.file().get(), field.c_str(), H5P_DEFAULT));
    ASSERT_GE(H5Adelete(opened.get(), kChunkDigests), 0);
    if (digest.empty()) return;
    ASSERT_GE(H5Adelete(opened.get(), kDigest), 0);
    hdf5::write_string(opened, kDigest, digest);
  }
  static Family reading(const std::vector<std::string>& fields) {
    return {.name = "tested", .sentence = "", .data = {.fields = fields}};
  }
  std::vector<std::string> used(const std::vector<std::string>& fields,
                                const DataSources& data) const {
    return used_fields(reading(fields), data, "train");
  }
  /// What the log says of a check of the split.
  std::string checked(const std::vector<std::string>& fields, const std::string& split) const {
    const DataSources data({{"", path_}});
    return standard_error_of([&] { check_undigested(reading(fields), data, split); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "data.h5";
  const std::string other_digest_ = std::string(32, '0');
};

TEST_F(DataIdentityTest, LabelsWithNamesOfClassesAreUsedBesideImages) {
  const DataSources data = write({"labels", "source", "target"});
  EXPECT_THAT(used({"source", "target"}, data), ElementsAre("source", "target", "labels"));
  EXPECT_THAT(used({"labels", "source"}, data), ElementsAre("labels", "source"));
  EXPECT_THAT(used({"labels"}, data), ElementsAre("labels"));
}

TEST_F(DataIdentityTest, LabelsThatNobodyCanNameAreNotUsed) {
  EXPECT_THAT(used({"images"}, write({"images", "labels"}, {})), ElementsAre("images"));
  std::filesystem::remove(path_);
  EXPECT_THAT(used({"images"}, write({"images"})), ElementsAre("images"));
}

TEST_F(DataIdentityTest, LabelsOfASourceAreItsOwn) {
  (void)write({"images", "labels"});
  const DataSources data({{"a", path_}, {"b", path_}});
  EXPECT_THAT(used({"a/images", "b/images"}, data),
              ElementsAre("a/images", "b/images", "a/labels", "b/labels"));
}

TEST_F(DataIdentityTest, IsWhatIsTrainedOnAndWhatIsEvaluatedOn) {
  const DataSources data = write({"images", "labels"});
  const auto digest = [&](const std::string& group, const std::string& field) {
    return data.field(group, field).digest();
  };
  const std::string trained = "images " + digest("train", "images") + " ";
  EXPECT_EQ(data_identity(reading({"images"}), data, "test"),
            trained + "test/images " + digest("test", "images") + " test/labels " +
                digest("test", "labels") + " ");
  EXPECT_EQ(data_identity(reading({"images"}), data, "valid"), trained) << "there is no such split";
}

TEST_F(DataIdentityTest, RowsThatAreComparedAsTheyAreReadAreNotReadNow) {
  (void)write({"images", "labels"});
  {
    const HostileFile file(path_);
    const hdf5::Handle images(H5Dopen2(file.file().get(), "/test/images", H5P_DEFAULT));
    ASSERT_GE(H5Adelete(images.get(), kDigest), 0);
    hdf5::write_string(images, kDigest, other_digest_);
  }
  EXPECT_EQ(checked({"images"}, "test"), "");
}

TEST_F(DataIdentityTest, RowsOfAnEarlierVersionAreComparedNowAndTheLogSaysSo) {
  (void)write({"images", "labels"});
  age("/test/labels", "");
  EXPECT_THAT(checked({"images"}, "test"),
              AllOf(HasSubstr("data.h5"), HasSubstr("/test/labels"),
                    HasSubstr("has no digests of its chunks: all its rows are read now")));
  EXPECT_EQ(checked({"images"}, "train"), "");
  EXPECT_EQ(checked({"images"}, "valid"), "") << "there is no such split";
}

TEST_F(DataIdentityTest, ChangedRowsOfAnEarlierVersionAreRefusedWhereTheyAreUsed) {
  (void)write({"source", "target"});
  age("/test/source", other_digest_);
  EXPECT_EQ(checked({"target"}, "test"), "");
  EXPECT_THAT(message_of<DataError>([&] { checked({"source"}, "test"); }),
              AllOf(HasSubstr("/test/source"), HasSubstr("changed after they were packed")));
}

}  // namespace
}  // namespace tandem
