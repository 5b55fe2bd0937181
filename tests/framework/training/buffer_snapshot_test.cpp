#include "framework/training/buffer_snapshot.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/framework/training/two_networks.h"

namespace tandem {
namespace {

class BufferSnapshotTest : public testing::Test {
 protected:
  BufferSnapshotTest() {
    parameters_.buffers().fill_(1);
    counter().fill_(1);
    snapshot_.take();
    parameters_.buffers().fill_(2);
    counter().fill_(2);
  }
  at::Tensor counter() { return parameters_.integer_buffers()[0]; }

  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
  BufferSnapshot snapshot_{parameters_};
};

TEST_F(BufferSnapshotTest, AllBuffersAreSetBack) {
  snapshot_.restore();
  EXPECT_TRUE(parameters_.buffers().eq(1).all().item<bool>());
  EXPECT_EQ(counter().item<int64_t>(), 1);
}

TEST_F(BufferSnapshotTest, FloatingOnesAreReplacedIntegerOnesStay) {
  snapshot_.replace(at::full_like(parameters_.buffers(), 3), at::zeros({1}));
  EXPECT_TRUE(parameters_.buffers().eq(3).all().item<bool>());
  EXPECT_EQ(counter().item<int64_t>(), 2);
}

TEST_F(BufferSnapshotTest, AnUpdateThatIsNotFiniteReplacesNothing) {
  snapshot_.replace(at::full_like(parameters_.buffers(), NAN), at::ones({1}));
  EXPECT_TRUE(parameters_.buffers().eq(1).all().item<bool>());
}

}  // namespace
}  // namespace tandem
