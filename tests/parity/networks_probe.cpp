// Runs networks that were trained elsewhere, for the tests that compare them with PyTorch:
// `networks_probe run NETWORK INPUT OUTPUT`, on `images` with the other tensors of a safetensors
// file as weights, in their type; `networks_probe see KIND=FILE INPUT OUTPUT`, on `pixels`, and
// prints the name of the network and its identity.
#include <ATen/ATen.h>
#include <torch/utils.h>

#include <cstdio>
#include <exception>
#include <string>

#include "framework/checkpoint/state_archive.h"
#include "framework/core/files.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/nn/networks/cifar_resnet.h"
#include "framework/nn/networks/inception.h"
#include "framework/nn/networks/lenet5.h"
#include "framework/nn/networks/squeezenet.h"

namespace tandem {
namespace {

template <class Output>
NamedTensors stored(const Output& output) {
  return {{"features", output.features}, {"logits", output.logits}};
}

NamedTensors run(const std::string& network, const NamedTensors& inputs) {
  const torch::NoGradGuard no_gradients;
  const NamedLayers layers(
      [&](const std::string& name, at::IntArrayRef) { return inputs.at(name); });
  const at::Tensor& images = inputs.at("images");
  if (network == "inception") return stored(inception(layers, images));
  if (network == "lenet5") return stored(lenet5(layers, images));
  if (network == "resnet20") return stored(cifar_resnet(layers, images, 3));
  return {{"features", squeezenet(layers, images)}};
}

NamedTensors see(const std::string& named, const NamedTensors& inputs) {
  const auto network = open_feature_network(named, {});
  std::printf("%s\n%s\n", network->name().c_str(), network->identity().c_str());
  return stored(network->see(inputs.at("pixels")));
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  const std::string mode = argc == 5 ? argv[1] : "";
  if (mode != "run" && mode != "see") {
    std::fprintf(stderr, "usage: networks_probe run NETWORK | see KIND=FILE INPUT OUTPUT\n");
    return 64;
  }
  try {
    const tandem::NamedTensors inputs = tandem::read_safetensors(argv[3]);
    const tandem::NamedTensors outputs =
        mode == "run" ? tandem::run(argv[2], inputs) : tandem::see(argv[2], inputs);
    tandem::write_file_synced(argv[4], tandem::to_safetensors(outputs));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
  return 0;
}
