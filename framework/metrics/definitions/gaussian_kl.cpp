// Divergences between Gaussians fitted to what generated and real images look like to the network.
#include <ATen/ATen.h>

#include <cmath>
#include <optional>
#include <string>

#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/gaussian_divergence.h"
#include "framework/statistics/principal_components.h"

namespace tandem {
namespace {

constexpr int64_t kMostComponents = 64;

MeasuredValue beside(double value, std::optional<double> real, double expected) {
  MeasuredValue measured = value;
  if (real && std::isfinite(*real)) measured.real = real;
  if (std::isfinite(expected)) measured.floor = expected;
  return measured;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const std::string& split = context.settings().split;
  const at::Tensor& real = context.data_images(split).features;
  // Along directions in which the data varies: its covariance is to be inverted.
  const PrincipalComponents components = fit_principal_components(real, kMostComponents);
  if (components.variances.size(0) == 0) return {};
  const int64_t num_components = components.variances.size(0);
  if (const int64_t num_samples = context.plan().num_samples; num_samples <= num_components) {
    return {.note = "It takes " + std::to_string(num_components + 1) +
                    " generated images to fit a covariance along " +
                    std::to_string(num_components) + " components."};
  }
  const auto seen = [&](const at::Tensor& rows) { return fit_gaussian(project(components, rows)); };
  const Gaussian of_data = seen(real), generated = seen(context.samples().features);
  const int64_t num_samples = context.plan().num_samples;
  std::optional<double> real_from_data, data_from_real;
  if (const auto other = context.other_split(num_samples)) {
    const Gaussian of_other = seen(context.data_images(*other, num_samples).features);
    real_from_data = gaussian_divergence(of_other, of_data);
    data_from_real = gaussian_divergence(of_data, of_other);
  }
  const int64_t num_real = real.size(0);
  const auto expected = [&](int64_t num_first, int64_t num_second) {
    return expected_gaussian_divergence(num_components, num_first, num_second);
  };
  Measured measured{.values = {beside(gaussian_divergence(generated, of_data), real_from_data,
                                      expected(num_samples, num_real)),
                               beside(gaussian_divergence(of_data, generated), data_from_real,
                                      expected(num_real, num_samples))}};
  if (!std::isfinite(measured.values[0]->value)) {
    measured.note = generated.mean.isfinite().all().item<bool>()
                        ? "The features of generated images do not vary along all components: "
                          "their divergences are infinite."
                        : "The features of generated images are not finite: they have no "
                          "divergences.";
  }
  return measured;
}

}  // namespace

Metric gaussian_kl_metric() {
  return {.name = "gaussian_kl",
          .sentence =
              "Divergences between Gaussians fitted to the features of generated images and "
              "of all images of the split, along at most 64 principal components of these. "
              "The floor is expected of equal laws at these numbers.",
          .version = 3,
          .subject = Subject::kSamples,
          .needs = {.features = true, .of_data = compares_enough},
          .values = {{.name = "gaussian_kl",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "of generated images from the data: large where they are what "
                                  "the data is not"},
                     {.name = "gaussian_kl_of_data",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "of the data from generated images: large where they lack what "
                                  "the data has"}},
          .measure = measure};
}

}  // namespace tandem
