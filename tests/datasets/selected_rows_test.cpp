#include "datasets/selected_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/plain_image.h"
#include "tests/support/rows_source.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Twelve rows of three classes in turn, six of them also test and three valid; row i is of colour
/// i.
std::unique_ptr<RowSource> three_classes() {
  std::vector<Image> images;
  for (uint8_t i = 0; i < 12; ++i) images.push_back(plain(2, 2, {i}));
  return std::make_unique<RowsSource>(std::move(images), std::vector<std::string>{"a", "b", "c"}, 6,
                                      3);
}

std::unique_ptr<RowSource> selected(const RowSelection& selection) {
  return select_rows(three_classes(), selection);
}

std::string refusal(const RowSelection& selection) {
  return message_of<UsageError>([&] { selected(selection); });
}

TEST(SelectedRows, RangesChooseByPositionAndLeaveTheOtherSplitsAlone) {
  const auto source = selected({.train = RowSpan{2, 5}});
  EXPECT_THAT(source->rows(Split::kTrain), ElementsAre(2, 3, 4));
  EXPECT_EQ(source->rows(Split::kTest).size(), 6u);
  EXPECT_EQ(source->rows(Split::kValid).size(), 3u);
  EXPECT_THAT(pixels_of(*source, Split::kTrain, 3)[0], ElementsAre(3, 3, 3, 3));
  EXPECT_EQ(source->read_label(Split::kTrain, 4), 1);
  EXPECT_EQ(source->origin().generator, "rows, rows 2:5");
  EXPECT_THAT(source->origin().class_names, ElementsAre("a", "b", "c"));

  const auto test = selected({.test = RowSpan{0, 1}});
  EXPECT_EQ(test->rows(Split::kTrain).size(), 12u);
  EXPECT_THAT(test->rows(Split::kTest), ElementsAre(0));
  EXPECT_EQ(test->origin().generator, "rows, test rows 0:1");
}

TEST(SelectedRows, ClassesAreRenumberedInTheOrderGiven) {
  const auto source = selected({.classes = {2, 0}});
  EXPECT_THAT(source->rows(Split::kTrain), ElementsAre(0, 2, 3, 5, 6, 8, 9, 11));
  EXPECT_THAT(source->rows(Split::kTest), ElementsAre(0, 2, 3, 5));
  EXPECT_THAT(source->rows(Split::kValid), ElementsAre(0, 2));
  EXPECT_EQ(source->read_label(Split::kTrain, 2), 0);
  EXPECT_EQ(source->read_label(Split::kTest, 3), 1);
  EXPECT_THAT(source->origin().class_names, ElementsAre("c", "a"));
  EXPECT_EQ(source->origin().generator, "rows, classes c a");
}

TEST(SelectedRows, ClassesAreChosenAmongTheRowsOfTheRange) {
  const auto source = selected({.train = RowSpan{3, 8}, .classes = {1}});
  EXPECT_THAT(source->rows(Split::kTrain), ElementsAre(4, 7));
  EXPECT_EQ(source->origin().generator, "rows, rows 3:8, class b");
}

TEST(SelectedRows, WithoutASelectionTheSourceIsUsedAsItIs) {
  auto source = three_classes();
  const RowSource* address = source.get();
  EXPECT_EQ(select_rows(std::move(source), {}).get(), address);
}

TEST(SelectedRows, UnusableRangesAreRefused) {
  EXPECT_THAT(refusal({.train = RowSpan{5, 2}}),
              AllOf(HasSubstr("--rows"), HasSubstr("B <= 12"), HasSubstr("got 5:2")));
  EXPECT_THAT(refusal({.train = RowSpan{5, 5}}), HasSubstr("got 5:5"));
  EXPECT_THAT(refusal({.train = RowSpan{0, 13}}), HasSubstr("got 0:13"));
  EXPECT_THAT(refusal({.train = RowSpan{-1, 2}}), HasSubstr("got -1:2"));
  EXPECT_THAT(refusal({.test = RowSpan{0, 7}}),
              AllOf(HasSubstr("--test-rows"), HasSubstr("B <= 6")));
}

TEST(SelectedRows, ClassesThatCannotBeChosenAreRefused) {
  EXPECT_THAT(refusal({.classes = {1, 0, 1}}), AllOf(HasSubstr("twice"), HasSubstr("got b")));
  EXPECT_THAT(refusal({.train = RowSpan{0, 1}, .classes = {0, 2}}),
              AllOf(HasSubstr("class 'c'"), HasSubstr("--rows or --classes")));
  EXPECT_THAT(message_of<UsageError>([] {
                select_rows(std::make_unique<RowsSource>(std::vector<Image>{plain(2, 2, {1})}),
                            {.classes = {0}});
              }),
              HasSubstr("needs data with labels"));
}

}  // namespace
}  // namespace tandem
