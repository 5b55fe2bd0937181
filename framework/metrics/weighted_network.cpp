#include "framework/metrics/weighted_network.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <system_error>
#include <utility>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/safetensors.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

/// What a network is seen to be by one image.
struct NetworkOutline {
  NamedTensors weights;
  int64_t num_features;
  int64_t num_classes;
};

/// Shows the network a black image; its weights are asked for on the way.
NetworkOutline outline_of(const WeightedNetwork& network, const NamedTensorSource& source) {
  const torch::NoGradGuard no_gradients;
  NamedTensors weights;
  // A network says what weights it has only by asking for them.
  const NamedLayers layers([&](const std::string& name, at::IntArrayRef shape) {
    return weights[name] = source(name, shape);
  });
  const auto& [height, width, channels] = network.smallest;
  const SeenBatch seen = network.see(layers, at::zeros({1, height, width, channels}, at::kByte));
  return {std::move(weights), seen.features.size(1), seen.logits.size(1)};
}

class WeightedFeatures final : public FeatureNetwork {
 public:
  WeightedFeatures(WeightedNetwork network, NetworkOutline outline, std::string identity,
                   const at::Device& device)
      : network_(std::move(network)), outline_(std::move(outline)), identity_(std::move(identity)) {
    for (auto& [name, tensor] : outline_.weights) tensor = tensor.to(device);
  }

  std::string name() const override { return network_.names_values ? network_.name : ""; }
  std::string identity() const override { return identity_; }
  bool accepts(const ImageShape& shape) const override { return network_.accepts(shape); }
  std::string accepted_images() const override { return network_.accepted_images; }
  int64_t num_features() const override { return outline_.num_features; }
  int64_t num_classes() const override { return outline_.num_classes; }
  const std::vector<std::string>& class_names() const override { return network_.class_names; }
  SeenBatch see(const at::Tensor& pixels) override {
    const torch::NoGradGuard no_gradients;
    const NamedLayers layers(
        [&](const std::string& name, at::IntArrayRef) { return outline_.weights.at(name); });
    return network_.see(layers, pixels);
  }

 private:
  WeightedNetwork network_;
  NetworkOutline outline_;
  std::string identity_;
};

}  // namespace

std::unique_ptr<FeatureNetwork> with_drawn_weights(const WeightedNetwork& network,
                                                   const NamedTensorSource& draw,
                                                   const std::string& identity,
                                                   const at::Device& device) {
  return std::make_unique<WeightedFeatures>(network, outline_of(network, draw), identity, device);
}

WeightsFile read_weights_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    const std::string why = error ? " (" + error.message() + ")" : "";
    throw ConfigError({.what = "there is no such file of weights",
                       .where = kFeaturesOption,
                       .expected = "a safetensors file that may be read",
                       .got = path.string() + why,
                       .advice = "Name a file that this user may read."});
  }
  return {.path = path,
          .tensors = read_safetensors(path),
          .metadata = read_safetensors_header(path).metadata};
}

std::string digest_of_tensors(const NamedTensors& tensors) {
  Digest digest;
  for (const auto& [name, tensor] : tensors) {
    // Names and shapes are part of it: the same values under other names are another network.
    const std::string head = name + " " + joined(tensor.sizes(), {}, "x") + "\n";
    digest.update(head.data(), head.size());
    const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
    digest.update(values.const_data_ptr(), values.nbytes());
  }
  return digest.hex();
}

std::unique_ptr<FeatureNetwork> with_weights_of(const WeightsFile& file,
                                                const WeightedNetwork& network,
                                                const at::Device& device) {
  // Zeros in the place of all weights: a pass with them lists names and shapes, which the file is
  // then compared with.
  const auto empty = [](const std::string&, at::IntArrayRef shape) { return at::zeros(shape); };
  NetworkOutline outline = outline_of(network, empty);
  const std::vector<std::string> differences = differences_of(file.tensors, outline.weights);
  if (!differences.empty()) {
    throw CheckpointError({.what = "the weights are not those of " + network.name,
                           .where = file.path,
                           .items = differences});
  }
  outline.weights = file.tensors;
  const std::string identity = network.name + " " + digest_of_tensors(file.tensors);
  return std::make_unique<WeightedFeatures>(network, std::move(outline), identity, device);
}

at::Tensor no_logits(const at::Tensor& features) {
  return features.new_empty({features.size(0), 0});
}

}  // namespace tandem
