// Faults on request, so that tests can see what a fault does.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "framework/training/observer.h"

namespace tandem {

/// Reads TANDEM_TEST_FAULT, "throw@rank:step", "kill@…", "hang@…", "nan@…" or "memory@…": after
/// that step that rank throws, kills itself, waits for ever, computes from `weights` (flat, its
/// own) that are not finite, or has no more memory on its GPU, once, in a process that started
/// before the step. Null where it is not set. Throws ConfigError when it cannot be understood.
std::unique_ptr<Observer> make_fault_observer(int64_t rank, int64_t start_step,
                                              const at::Tensor& weights);

}  // namespace tandem
