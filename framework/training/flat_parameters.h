// All weights of a model in one tensor, all floating buffers in another: one memset, one reduction
// and one optimiser call serve many parameters.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// A range of elements of a flat tensor.
struct FlatRange {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t count() const { return end - begin; }
};

/// A network's parameters, in the order of Module::named_parameters, and where its weights lie.
struct FlatNetwork {
  std::string name;
  std::vector<std::string> parameter_names;
  std::vector<at::Tensor> parameters;
  FlatRange range;
};

/// Moves the parameters and buffers of all networks into flat tensors on a device; the modules then
/// see views of these. Networks lie in their order, each parameter starts at a 64-byte boundary,
/// gaps are zero.
class FlatParameters {
 public:
  /// Throws Error when a parameter belongs to two networks or is not float32.
  FlatParameters(const std::vector<Network>& networks, const at::Device& device);

  at::Tensor& weights() { return weights_; }
  /// All floating buffers of all networks; may be empty.
  at::Tensor& buffers() { return buffers_; }
  const std::vector<at::Tensor>& integer_buffers() const { return integer_buffers_; }
  const std::vector<FlatNetwork>& networks() const { return networks_; }
  /// Throws Error for an unknown name.
  const FlatNetwork& network(const std::string& name) const;

  /// Every parameter and buffer as `network.parameter`, sharing memory with the modules.
  NamedTensors named_tensors() const;
  /// The same layout over another flat tensor of weights (a moving average); buffers as they are.
  NamedTensors named_tensors(const at::Tensor& weights) const;

 private:
  void move_parameters();
  void move_buffers(const std::vector<Network>& networks, const at::Device& device);

  std::vector<FlatNetwork> networks_;
  std::vector<at::Tensor> integer_buffers_;
  NamedTensors named_buffers_;
  at::Tensor weights_;
  at::Tensor buffers_;
};

}  // namespace tandem
