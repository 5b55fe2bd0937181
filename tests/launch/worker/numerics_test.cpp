#include "launch/worker/numerics.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>
#include <torch/version.h>

#include <cstdlib>
#include <vector>

#include "framework/core/error.h"
#include "tests/support/environment_variable.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using testing_support::EnvironmentVariable;

const at::Device kCpu = at::kCPU;

TEST(Numerics, LibrariesAreToldTheInstructionSetInTheirOwnWords) {
  constexpr const char* kVariables[] = {"MKL_CBWR", "ONEDNN_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY",
                                        "CUBLAS_WORKSPACE_CONFIG"};
  // Removed again at the end, and replaced until then.
  const EnvironmentVariable mkl(kVariables[0], "other");
  const EnvironmentVariable onednn(kVariables[1], "other");
  const EnvironmentVariable aten(kVariables[2], "other");
  const EnvironmentVariable cublas(kVariables[3], "other");
  const auto told = [&](InstructionSet isa) {
    set_numerics_environment({.isa = isa});
    std::vector<std::string> values;
    for (const char* name : kVariables) values.emplace_back(std::getenv(name));
    return values;
  };
  EXPECT_THAT(told(InstructionSet::kAvx512),
              ElementsAre("AVX512", "AVX512_CORE", "avx512", ":4096:8"));
  EXPECT_THAT(told(InstructionSet::kAvx2), ElementsAre("AVX2", "AVX2", "avx2", ":4096:8"));
  EXPECT_THAT(told(InstructionSet::kSse), ElementsAre("SSE4_2", "SSE41", "default", ":4096:8"));
}

TEST(Numerics, AnotherNumberOfThreadsByTheEnvironmentIsRefused) {
  const auto refusal = [](const char* name, const char* value, int64_t threads) {
    const EnvironmentVariable variable(name, value);
    return message_of<ConfigError>([&] { configure_numerics({.threads = threads}); });
  };
  const int threads_before = at::get_num_threads();
  EXPECT_THAT(refusal("OMP_DYNAMIC", "true", 2),
              AllOf(HasSubstr("numerics.threads"), HasSubstr("unset OMP_DYNAMIC.")));
  EXPECT_THAT(refusal("OMP_THREAD_LIMIT", "1", 2), HasSubstr("unset OMP_THREAD_LIMIT."));
  const auto passes = [](const char* name, const char* value, int64_t threads) {
    const EnvironmentVariable variable(name, value);
    EXPECT_NO_THROW(configure_numerics({.threads = threads})) << name << value;
  };
  passes("OMP_DYNAMIC", "False", 2);
  passes("OMP_THREAD_LIMIT", "2", 2);
  passes("OMP_DYNAMIC", "true", 1);
  at::set_num_threads(threads_before);
}

TEST(Numerics, AlgorithmsAreDeterministicAndThreadsAsManyAsAsked) {
  at::Context& context = at::globalContext();
  const int threads_before = at::get_num_threads();
  const bool was_deterministic = context.deterministicAlgorithms();
  context.setBenchmarkCuDNN(true);
  configure_numerics({.threads = 2});
  EXPECT_EQ(at::get_num_threads(), 2);
  EXPECT_EQ(at::get_num_interop_threads(), 1);
  EXPECT_TRUE(context.deterministicAlgorithms());
  EXPECT_FALSE(context.deterministicAlgorithmsWarnOnly());
  EXPECT_FALSE(context.deterministicFillUninitializedMemory());
  EXPECT_TRUE(context.deterministicCuDNN());
  EXPECT_FALSE(context.benchmarkCuDNN());
  EXPECT_NO_THROW(configure_numerics({.threads = 1})) << "a second time";
  EXPECT_EQ(at::get_num_threads(), 1);
  at::set_num_threads(threads_before);
  context.setDeterministicAlgorithms(was_deterministic, /*warn_only=*/false);
}

TEST(Numerics, TheIdentityNamesAllThatResultsDependOn) {
  const std::string identity = numerics_identity({.threads = 3}, kCpu);
  EXPECT_THAT(identity, AllOf(StartsWith(std::string("torch ") + TORCH_VERSION + ", " +
                                         at::get_cpu_capability() + ", threads 3, "),
                              HasSubstr(", threads 3, float32, "), Not(HasSubstr("GPU")),
                              EndsWith("a fixed computation gives " +
                                       fixed_computation(kCpu).substr(0, 12))));
  EXPECT_EQ(numerics_identity({.threads = 3}, kCpu), identity);
  EXPECT_NE(numerics_identity({.threads = 4}, kCpu), identity);
  EXPECT_NE(numerics_identity({.threads = 3, .precision = Float32Precision::kTf32}, kCpu),
            identity);
}

TEST(Numerics, TheFixedComputationIsTheSameEveryTimeAndDrawsNothing) {
  const std::string first = fixed_computation(kCpu);
  EXPECT_EQ(first.size(), 32U);
  at::manual_seed(3);
  const at::Tensor drawn = at::rand({4});
  at::manual_seed(3);
  {
    const torch::NoGradGuard no_gradients;
    EXPECT_EQ(fixed_computation(kCpu), first) << "with gradients, whatever is set around it";
  }
  EXPECT_TRUE(at::equal(at::rand({4}), drawn));
}

TEST(Numerics, OnACpuThereIsNothingBeyondLibTorch) {
  EXPECT_THAT(device_versions(kCpu), IsEmpty());
}

}  // namespace
}  // namespace tandem
