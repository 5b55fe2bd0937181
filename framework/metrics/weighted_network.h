// Feature networks that are functions of named weights: read from a file, or drawn.
#pragma once

#include <c10/core/Device.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/metrics/feature_network.h"
#include "framework/nn/layers/named_layers.h"

namespace tandem {

/// What such a network is, whatever its weights are.
struct WeightedNetwork {
  std::string name;
  std::string accepted_images;
  std::function<bool(const ImageShape&)> accepts;
  ImageShape smallest;  // of the images that it accepts
  std::vector<std::string> class_names = {};
  /// Of pixels (N, H, W, C) uint8; float32. Logits (N, 0) where it tells no classes apart.
  std::function<SeenBatch(const NamedLayers& layers, const at::Tensor& pixels)> see;
  bool names_values = true;  // false: values have the name of the measure alone
};

/// The network with weights from elsewhere, asked for once, on a device.
std::unique_ptr<FeatureNetwork> with_drawn_weights(const WeightedNetwork& network,
                                                   const NamedTensorSource& draw,
                                                   const std::string& identity,
                                                   const at::Device& device);

/// Weights of a network that was trained elsewhere, as a safetensors file.
struct WeightsFile {
  std::filesystem::path path;
  NamedTensors tensors;  // on the CPU
  std::map<std::string, std::string> metadata;
};

/// Throws ConfigError when there is no such file or it cannot be looked at, CheckpointError naming
/// what is wrong with it.
WeightsFile read_weights_file(const std::filesystem::path& path);

/// XXH3-128 over all tensors in the order of their names: "<name> <length>x<length>…\n", then the
/// values as they lie in a file. 32 hexadecimal digits.
std::string digest_of_tensors(const NamedTensors& tensors);

/// The network with the weights of a file, by whose digest it is known. Throws CheckpointError that
/// lists every tensor that is missing, surplus or of another shape or type.
std::unique_ptr<FeatureNetwork> with_weights_of(const WeightsFile& file,
                                                const WeightedNetwork& network,
                                                const at::Device& device);

/// (N, 0), for features (N, …).
at::Tensor no_logits(const at::Tensor& features);

}  // namespace tandem
