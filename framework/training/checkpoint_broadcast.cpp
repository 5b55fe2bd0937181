#include "framework/training/checkpoint_broadcast.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace tandem {
namespace {

/// By way of the communicator's device.
at::Tensor from_first_rank(const at::Tensor& tensor, Communicator& communicator) {
  at::Tensor shared = tensor.to(communicator.device());
  if (shared.numel() > 0) communicator.broadcast(shared, 0);
  return shared.to(at::kCPU);
}

/// All but the values of tensors.
nlohmann::json outline_of(const CheckpointParts& parts) {
  nlohmann::json tensors = nlohmann::json::object();
  for (const auto& [part, named] : parts.tensors) {
    tensors[part] = nlohmann::json::object();
    for (const auto& [name, tensor] : named) {
      tensors[part][name] = {static_cast<int>(tensor.scalar_type()), tensor.sizes().vec()};
    }
  }
  nlohmann::json outline = {{"state", parts.state}, {"tensors", tensors}};
  if (parts.best) put_best(*parts.best, outline);
  return outline;
}

CheckpointParts from_outline(nlohmann::json outline) {
  CheckpointParts parts;
  parts.best = take_best(outline);
  parts.state = outline.at("state");
  for (const auto& [part, named] : outline.at("tensors").items()) {
    NamedTensors& tensors = parts.tensors[part];
    for (const auto& [name, form] : named.items()) {
      tensors[name] = at::empty(form.at(1).get<std::vector<int64_t>>(),
                                static_cast<at::ScalarType>(form.at(0).get<int>()));
    }
  }
  return parts;
}

}  // namespace

void broadcast_checkpoint(CheckpointParts& parts, Communicator& communicator) {
  const bool is_source = communicator.rank() == 0;
  // The outline first: the other ranks make tensors from it to receive into.
  const std::string outline =
      gather_strings(communicator, is_source ? outline_of(parts).dump() : std::string()).front();
  if (!is_source) parts = from_outline(nlohmann::json::parse(outline));
  // Both maps are in the order of their names: every rank broadcasts the same tensors in turn.
  for (auto& [part, tensors] : parts.tensors) {
    for (auto& [name, tensor] : tensors) tensor = from_first_rank(tensor, communicator);
  }
}

}  // namespace tandem
