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
