// Computes measures of pixels and codes from tensors in a safetensors file, for the test that
// compares them with scikit-image, SciPy and scikit-learn: `codes_probe INPUT OUTPUT`.
#include <ATen/ATen.h>

#include <cstdio>
#include <exception>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/core/files.h"
#include "framework/statistics/linear_probe.h"
#include "framework/statistics/mutual_information.h"
#include "framework/statistics/spectrum.h"
#include "framework/statistics/structural_similarity.h"
#include "framework/statistics/t_sne.h"

namespace tandem {
namespace {

// The test knows these too.
constexpr double kLossWeight = 0.7;
constexpr double kPerplexity = 30;

NamedTensors measures(const NamedTensors& inputs) {
  NamedTensors results;
  for (const char* size : {"large", "small"}) {
    const at::Tensor& first = inputs.at(std::string(size) + "/first");
    const at::Tensor& second = inputs.at(std::string(size) + "/second");
    results[std::string(size) + "/similarity"] = structural_similarity(first, second);
    results[std::string(size) + "/signal_to_noise"] = peak_signal_to_noise(first, second);
  }
  results["cosine_transform"] = cosine_transform(inputs.at("large/first"));
  results["ring_powers"] = ring_powers(inputs.at("large/first"));
  const at::Tensor& labels = inputs.at("labels");
  for (const int64_t num_classes : {5, 2}) {
    const LinearClassifier fitted =
        fit_logistic_regression({inputs.at("rows"), labels.remainder(num_classes)},
                                {.num_classes = num_classes, .loss_weight = kLossWeight});
    const std::string name = "probe" + std::to_string(num_classes);
    results[name + "/weight"] = fitted.weight.contiguous();
    results[name + "/bias"] = fitted.bias.contiguous();
  }
  results["bins"] = equal_width_bins(inputs.at("rows"));
  results["information"] = mutual_information(results["bins"], labels.unsqueeze(1));
  results["probabilities"] = neighbour_probabilities(inputs.at("rows"), kPerplexity);
  results["gradient"] = map_gradient(inputs.at("probabilities"), inputs.at("positions"));
  std::vector<double> divergences;
  for (const at::Tensor& start : inputs.at("starts").unbind()) {
    divergences.push_back(
        map_divergence(results["probabilities"], t_sne(inputs.at("rows"), start)));
  }
  results["divergences"] = at::tensor(divergences, at::kDouble);
  return results;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: codes_probe INPUT OUTPUT\n");
    return 64;
  }
  try {
    const tandem::NamedTensors inputs = tandem::read_safetensors(argv[1]);
    tandem::write_file_synced(argv[2], tandem::to_safetensors(tandem::measures(inputs)));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
  return 0;
}
