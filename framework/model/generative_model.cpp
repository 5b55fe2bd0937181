#include "framework/model/generative_model.h"

#include <ATen/ATen.h>

#include "framework/core/error.h"

namespace tandem {

at::Tensor Context::coefficient(const std::string& coefficient_name) const {
  for (const auto& [name, value] : coefficients) {
    if (name == coefficient_name) return value;
  }
  throw Error(ExitCode::kInternal,
              {.what = "the objective declares no such coefficient", .got = coefficient_name});
}

at::Tensor Context::lane_state(const std::string& state_name) const {
  for (const auto& [name, value] : lane_tensors) {
    if (name == state_name) return value;
  }
  throw Error(ExitCode::kInternal,
              {.what = "the model declares no such lane state", .got = state_name});
}

void Context::leave(const std::string& tensor_name, const at::Tensor& tensor) const {
  // Detached: the graph behind it is freed when the gradient of this objective is computed.
  if (scratch != nullptr) (*scratch)[tensor_name] = tensor.detach();
}

std::optional<at::Tensor> Context::left(const std::string& tensor_name) const {
  if (scratch == nullptr) return std::nullopt;
  const auto found = scratch->find(tensor_name);
  return found == scratch->end() ? std::nullopt : std::optional(found->second);
}

LaneTensors make_lane_tensors(const GenerativeModel& model, int64_t micro_batch_size,
                              const at::Device& device) {
  LaneTensors tensors;
  for (const LaneState& state : model.lane_states()) {
    // Drawn on the CPU, whose random numbers are the same whatever the device.
    tensors.emplace_back(state.name, state.initial(micro_batch_size).to(device));
  }
  return tensors;
}

CoefficientValues make_coefficients(const Objective& objective, const at::Device& device) {
  CoefficientValues values;
  for (const Coefficient& coefficient : objective.coefficients) {
    values.emplace_back(coefficient.name,
                        at::zeros({}, at::TensorOptions().dtype(at::kFloat).device(device)));
  }
  return values;
}

void set_coefficients(CoefficientValues& values, const Objective& objective, int64_t step) {
  for (size_t i = 0; i < values.size(); ++i) {
    values[i].second.fill_(objective.coefficients[i].value(step));
  }
}

}  // namespace tandem
