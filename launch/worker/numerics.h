// Makes results independent of the machine's instruction sets, and says what they depend on.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "framework/core/named_values.h"
#include "framework/training/run_options.h"

namespace tandem {

/// Sets the environment that LibTorch, MKL and oneDNN read at their first use; call before any.
void set_numerics_environment(const NumericsOptions& options);

/// Threads, deterministic algorithms, precision of a GPU; call after the environment is set.
void configure_numerics(const NumericsOptions& options);

/// What results depend on besides configuration and data: equal on all ranks of a run. On a GPU its
/// model and the libraries that compute there belong to it.
std::string numerics_identity(const NumericsOptions& options, const at::Device& device);

/// Digest of the results of what a training is mostly made of, on the device: products of matrices,
/// a convolution with its gradients, sums, and elementary functions, of fixed inputs. Whether two
/// machines compute alike is seen from it, whatever they say about themselves. Draws no random
/// number.
std::string fixed_computation(const at::Device& device);

/// Names and versions of the libraries that compute on `device`, beyond LibTorch.
NamedTexts device_versions(const at::Device& device);

}  // namespace tandem
