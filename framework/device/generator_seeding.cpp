#include "framework/device/generator_seeding.h"

#include <ATen/Context.h>

#include <mutex>

namespace tandem {
namespace {

void seed_generator(const at::Generator& shared, uint64_t seed) {
  at::Generator generator = shared;
  const std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_current_seed(seed);
}

}  // namespace

void seed_generators(const at::Device& device, uint64_t seed) {
  seed_generator(at::globalContext().defaultGenerator(at::kCPU), seed);
  if (!device.is_cpu()) seed_generator(at::globalContext().defaultGenerator(device), seed);
}

}  // namespace tandem
