// Compares generated with real features from a safetensors file, for the test that does so by
// torch-fidelity, torchmetrics, prdc, SciPy and scikit-learn: `samples_probe INPUT OUTPUT`.
#include <ATen/ATen.h>

#include <cstdio>
#include <exception>
#include <string>

#include "framework/checkpoint/state_archive.h"
#include "framework/core/files.h"
#include "framework/statistics/class_histogram.h"
#include "framework/statistics/frechet_distance.h"
#include "framework/statistics/gaussian_divergence.h"
#include "framework/statistics/inception_score.h"
#include "framework/statistics/kernel_distance.h"
#include "framework/statistics/memorization.h"
#include "framework/statistics/neighbours.h"
#include "framework/statistics/principal_components.h"
#include "tests/support/computed_tiles.h"

namespace tandem {
namespace {

// The test knows these too.
constexpr int64_t kNearest = 5;
constexpr int64_t kNumSplits = 10;
constexpr int64_t kNumComponents = 4;

at::Tensor numbers(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

void store_moments(NamedTensors& results, const at::Tensor& real, const at::Tensor& generated) {
  const FrechetReference reference(fit_gaussian(real));
  const Gaussian fitted = fit_gaussian(generated);
  results["mean"] = fitted.mean;
  results["covariance"] = fitted.covariance;
  results["frechet"] = numbers({reference.distance(fitted)});
  results["frechet_at_infinity"] =
      numbers({frechet_distance_at_infinity(reference, generated).value()});
  results["divergence"] = numbers({gaussian_divergence(fitted, reference.gaussian()),
                                   gaussian_divergence(reference.gaussian(), fitted)});
  for (const auto& [name, rows] :
       {std::pair("tall", real), std::pair("wide", real.slice(0, 0, 9))}) {
    const PrincipalComponents components = fit_principal_components(rows, kNumComponents);
    results[std::string(name) + "/directions"] = components.directions.contiguous();
    results[std::string(name) + "/variances"] = components.variances.contiguous();
    results[std::string(name) + "/coordinates"] = project(components, generated).contiguous();
  }
}

void store_neighbours(NamedTensors& results, const at::Tensor& real, const at::Tensor& generated) {
  const Neighbourhoods found = neighbourhoods_of(real, generated, kNearest);
  const Coverage coverage = coverage_of(found, kNearest);
  results["prdc"] =
      numbers({coverage.precision, coverage.recall, coverage.density, coverage.coverage});
  results["nearest_accuracy"] = numbers({nearest_neighbour_accuracy(found)});
  results["nearest"] = found.of_generated.nearest;
  results["mann_whitney"] =
      numbers({mann_whitney_z(found.of_generated.nearest, found.real.nearest)});
  results["authentic"] = numbers({authentic_share(
      found.of_generated.nearest, nearest_others(real, found.of_generated.index, compute_tiles))});
}

/// The distance of all rows, and those of subsets, whose mean and deviation torch-fidelity gives.
void store_kernel(NamedTensors& results, const NamedTensors& inputs) {
  const at::Tensor& real = inputs.at("real");
  const at::Tensor& generated = inputs.at("generated");
  const auto distance = [](const at::Tensor& first, const at::Tensor& second) {
    return KernelReference(first, compute_tiles).distance(second).value;
  };
  results["kernel"] = numbers({distance(real, generated)});
  const at::Tensor& real_rows = inputs.at("real_subsets");
  const at::Tensor& generated_rows = inputs.at("generated_subsets");
  std::vector<double> values;
  for (int64_t subset = 0; subset < real_rows.size(0); ++subset) {
    values.push_back(distance(real.index_select(0, real_rows[subset]),
                              generated.index_select(0, generated_rows[subset])));
  }
  const at::Tensor all = numbers(values);
  results["kernel_of_subsets"] = at::stack({all.mean(), all.std(/*unbiased=*/false)});
}

NamedTensors comparisons(const NamedTensors& inputs) {
  NamedTensors results;
  const at::Tensor& real = inputs.at("real");
  const at::Tensor& generated = inputs.at("generated");
  store_moments(results, real, generated);
  store_neighbours(results, real, generated);
  store_kernel(results, inputs);
  const InceptionScore score = inception_score(inputs.at("logits"), kNumSplits);
  results["inception_score"] = numbers({score.mean, score.deviation});
  const at::Tensor generated_shares = class_shares(inputs.at("logits").argmax(1), 7);
  const at::Tensor data_shares = class_shares(inputs.at("labels"), 7);
  results["histogram"] =
      numbers({class_entropy(generated_shares), class_divergence(generated_shares, data_shares)});
  return results;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: samples_probe INPUT OUTPUT\n");
    return 64;
  }
  try {
    const tandem::NamedTensors inputs = tandem::read_safetensors(argv[1]);
    tandem::write_file_synced(argv[2], tandem::to_safetensors(tandem::comparisons(inputs)));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
  return 0;
}
