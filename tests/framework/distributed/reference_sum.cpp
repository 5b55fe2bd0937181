#include "tests/framework/distributed/reference_sum.h"

#include <ATen/ops/empty.h>

#include <cmath>
#include <cstring>

#include "framework/core/seed.h"

namespace tandem::test {
namespace {

at::Tensor sum_of_range(int64_t count, int64_t begin, int64_t end, uint64_t seed) {
  if (end - begin == 1) return contribution(count, begin, seed);
  const int64_t middle = (begin + end) / 2;
  const at::Tensor left = sum_of_range(count, begin, middle, seed);
  const at::Tensor right = sum_of_range(count, middle, end, seed);
  at::Tensor sum = at::empty({count}, at::kFloat);
  for (int64_t i = 0; i < count; ++i) {
    sum.data_ptr<float>()[i] = left.data_ptr<float>()[i] + right.data_ptr<float>()[i];
  }
  return sum;
}

}  // namespace

at::Tensor contribution(int64_t count, int64_t rank, uint64_t seed) {
  RandomSequence random(mix_seed(Stream::kTraining, seed, rank));
  at::Tensor values = at::empty({count}, at::kFloat);
  for (int64_t i = 0; i < count; ++i) {
    const double mantissa = static_cast<double>(random.next() >> 11) * 0x1p-53 - 0.5;
    const int exponent = static_cast<int>(random.below(12)) - 6;
    values.data_ptr<float>()[i] = static_cast<float>(std::ldexp(mantissa, exponent));
  }
  return values;
}

at::Tensor tree_sum(int64_t count, int64_t size, uint64_t seed) {
  return sum_of_range(count, 0, size, seed);
}

bool same_bits(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes() || a.scalar_type() != b.scalar_type()) return false;
  const at::Tensor left = a.cpu().contiguous();
  const at::Tensor right = b.cpu().contiguous();
  return left.nbytes() == 0 || std::memcmp(left.data_ptr(), right.data_ptr(), left.nbytes()) == 0;
}

}  // namespace tandem::test
