#include "framework/data/batch.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Batch, HoldsFieldsOfOneSize) {
  const Batch batch({{"images", at::zeros({3, 2})}, {"labels", at::zeros({3})}});
  EXPECT_EQ(batch.size(), 3);
  EXPECT_EQ(batch.field("images").size(1), 2);
  EXPECT_EQ(Batch().size(), 0);
}

TEST(Batch, RefusesFieldsOfDifferentSizes) {
  EXPECT_THAT(message_of<DataError>([] {
                Batch({{"images", at::zeros({3, 2})}, {"labels", at::zeros({4})}});
              }),
              AllOf(HasSubstr("images"), HasSubstr("4 of labels")));
  EXPECT_THROW(Batch({{"scalar", at::zeros({})}}), DataError);
}

TEST(Batch, AMissingFieldIsAnErrorThatListsThosePresent) {
  const Batch batch({{"images", at::zeros({3, 2})}, {"labels", at::zeros({3})}});
  EXPECT_THAT(message_of<DataError>([&] { batch.field("source"); }),
              AllOf(HasSubstr("source"), HasSubstr("images, labels")));
  EXPECT_THAT(message_of<DataError>([] { Batch().field("images"); }), HasSubstr("empty"));
}

}  // namespace
}  // namespace tandem
