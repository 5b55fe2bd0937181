#include "framework/nn/layers/activations.h"

#include <ATen/ATen.h>

#include <utility>

#include "framework/core/error.h"

namespace tandem {
namespace {

const std::vector<std::pair<std::string, Activation>>& table() {
  static const std::vector<std::pair<std::string, Activation>> kEntries = {
      {"linear", [](const at::Tensor& x) { return x; }},
      {"relu", [](const at::Tensor& x) { return at::relu(x); }},
      {"leaky_relu", [](const at::Tensor& x) { return at::leaky_relu(x, 0.2); }},
      {"sigmoid", [](const at::Tensor& x) { return at::sigmoid(x); }},
      {"tanh", [](const at::Tensor& x) { return at::tanh(x); }},
      {"elu", [](const at::Tensor& x) { return at::elu(x); }},
      {"silu", [](const at::Tensor& x) { return at::silu(x); }},
  };
  return kEntries;
}

}  // namespace

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> result;
    for (const auto& [name, function] : table()) result.push_back(name);
    return result;
  }();
  return kNames;
}

Activation activation(const std::string& name) {
  for (const auto& [known, function] : table()) {
    if (known == name) return function;
  }
  throw Error(ExitCode::kInternal, {.what = "unknown activation", .got = name});
}

}  // namespace tandem
