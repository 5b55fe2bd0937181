// Inception v3 as FID uses it, as feature network.
#include "framework/nn/networks/inception.h"

#include <ATen/ATen.h>

#include <string_view>

#include "framework/core/error.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"

namespace tandem {
namespace {

// Of pt_inception-2015-12-05-6726825d.pth, which pytorch-fid and torch-fidelity take.
constexpr std::string_view kPublishedSha256 =
    "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";
constexpr const char* kSourceKey = "source_sha256";  // of the file that was converted
constexpr const char* kTensorsKey = "tensors_xxh3";  // of what it was converted to
constexpr int64_t kBatchSize = 50;  // images of 299 × 299 take 60 MB each on their way

bool is_image(const ImageShape& shape) { return shape.channels == 1 || shape.channels == 3; }

SeenBatch see(const NamedLayers& layers, const at::Tensor& pixels) {
  std::vector<at::Tensor> features;
  std::vector<at::Tensor> logits;
  for (const at::Tensor& batch : pixels.split(kBatchSize)) {
    const InceptionOutput output = inception(layers, in_three_channels(images_of_pixels(batch)));
    features.push_back(output.features);
    logits.push_back(output.logits);
  }
  return {at::cat(features), at::cat(logits)};
}

/// Whether the file says that it was made from the published one. Throws CheckpointError when it
/// says so of other tensors.
bool is_published(const WeightsFile& file) {
  const auto source = file.metadata.find(kSourceKey);
  if (source == file.metadata.end() || source->second != kPublishedSha256) return false;
  const auto tensors = file.metadata.find(kTensorsKey);
  const std::string digest = digest_of_tensors(file.tensors);
  if (tensors != file.metadata.end() && tensors->second == digest) return true;
  throw CheckpointError({.what = "the weights are not those that the file says were converted",
                         .where = file.path,
                         .expected = tensors == file.metadata.end() ? kTensorsKey : tensors->second,
                         .got = digest,
                         .advice = "Convert the published file again."});
}

std::unique_ptr<FeatureNetwork> open(const FeatureNetworkSource& source) {
  const WeightsFile file = read_weights_file(source.name);
  return with_weights_of(file,
                         {.name = "inception",
                          .accepted_images = "images of any size, grey or in colour",
                          .accepts = is_image,
                          .smallest = {1, 1, 3},
                          .see = see,
                          .names_values = !is_published(file)},
                         source.device);
}

}  // namespace

FeatureNetworkKind inception_features() {
  return {.name = "inception",
          .sentence = "The 2048 features of Inception v3, which FID is measured by.",
          .follows = "FILE",
          .open = open};
}

}  // namespace tandem
