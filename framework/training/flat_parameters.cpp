#include "framework/training/flat_parameters.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <set>

#include "framework/core/alignment.h"
#include "framework/core/error.h"

namespace tandem {

FlatParameters::FlatParameters(const std::vector<Network>& networks, const at::Device& device) {
  std::set<void*> seen;
  int64_t count = 0;
  for (const Network& network : networks) {
    FlatNetwork flat{.name = network.name, .parameter_names = {}, .parameters = {}, .range = {}};
    flat.range.begin = count;
    for (const auto& item : network.module->named_parameters()) {
      const at::Tensor& parameter = item.value();
      // In two networks it would have two places, and two optimisers would train it.
      if (parameter.scalar_type() != at::kFloat ||
          !seen.insert(parameter.unsafeGetTensorImpl()).second) {
        throw Error(ExitCode::kInternal,
                    {.what = "a parameter must be float32 and belong to exactly one network",
                     .where = network.name + "." + item.key()});
      }
      flat.parameter_names.push_back(item.key());
      flat.parameters.push_back(parameter);
      count += aligned_count(parameter.numel());
    }
    flat.range.end = count;
    networks_.push_back(std::move(flat));
  }
  weights_ = at::zeros({count}, at::TensorOptions().dtype(at::kFloat).device(device));
  move_parameters();
  move_buffers(networks, device);
}

void FlatParameters::move_parameters() {
  torch::NoGradGuard no_grad;
  for (FlatNetwork& network : networks_) {
    int64_t offset = network.range.begin;
    for (at::Tensor& parameter : network.parameters) {
      // The module keeps its tensor, whose memory is a part of the flat one from now on. Gaps stay
      // zero in training, since their gradients are.
      at::Tensor view = weights_.narrow(0, offset, parameter.numel()).view(parameter.sizes());
      view.copy_(parameter);
      parameter.set_data(view);
      offset += aligned_count(parameter.numel());
    }
  }
}

void FlatParameters::move_buffers(const std::vector<Network>& networks, const at::Device& device) {
  torch::NoGradGuard no_grad;
  std::vector<at::Tensor> floating;
  int64_t count = 0;
  for (const Network& network : networks) {
    for (auto& item : network.module->named_buffers()) {
      at::Tensor buffer = item.value();
      // Batch norm without running statistics registers undefined ones.
      if (!buffer.defined()) continue;
      // A handle, through which what set_data does below is seen.
      named_buffers_[network.name + "." + item.key()] = buffer;
      // Others, such as counters, stay by themselves: no mean is taken of them.
      if (buffer.scalar_type() == at::kFloat) {
        floating.push_back(buffer);
        count += aligned_count(buffer.numel());
      } else {
        buffer.set_data(buffer.to(device));
        integer_buffers_.push_back(buffer);
      }
    }
  }
  buffers_ = at::zeros({count}, weights_.options());
  int64_t offset = 0;
  for (at::Tensor& buffer : floating) {
    at::Tensor view = buffers_.narrow(0, offset, buffer.numel()).view(buffer.sizes());
    view.copy_(buffer);
    buffer.set_data(view);
    offset += aligned_count(buffer.numel());
  }
}

const FlatNetwork& FlatParameters::network(const std::string& name) const {
  for (const FlatNetwork& network : networks_) {
    if (network.name == name) return network;
  }
  throw Error(ExitCode::kInternal, {.what = "an objective trains an unknown network", .got = name});
}

NamedTensors FlatParameters::named_tensors() const { return named_tensors(weights_); }

NamedTensors FlatParameters::named_tensors(const at::Tensor& weights) const {
  NamedTensors tensors = named_buffers_;
  for (const FlatNetwork& network : networks_) {
    int64_t offset = network.range.begin;
    for (size_t i = 0; i < network.parameters.size(); ++i) {
      const at::Tensor& parameter = network.parameters[i];
      tensors[network.name + "." + network.parameter_names[i]] =
          weights.narrow(0, offset, parameter.numel()).view(parameter.sizes());
      offset += aligned_count(parameter.numel());
    }
  }
  return tensors;
}

}  // namespace tandem
