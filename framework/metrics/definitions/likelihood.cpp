// How probable a model holds the images of the split.
#include <ATen/ATen.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "framework/core/error.h"
#include "framework/metrics/gathered_rows.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_means.h"
#include "framework/model/data_shapes.h"

namespace tandem {
namespace {

// Kernels may round differently for another number of chains, so the number is fixed.
constexpr int64_t kDrawsPerChunk = 50;
// A pixel of 8 bits is a level or at least 1/255 of the range away from one.
constexpr double kLevelTolerance = 1e-3;

/// log Z, and the standard error of its estimate.
struct LogPartition {
  double value = 0.0;
  double standard_error = 0.0;
};

/// The mean of the images of the split `train`, (C, H, W) float32 on the device.
at::Tensor mean_image(const MetricContext& context) {
  EvaluationSettings of_train = context.settings();
  of_train.split = "train";
  const ImageShape shape = image_shape(context.data().description());
  const auto pixels = [](const Batch& input, int64_t) {
    return input.field("images").to(at::kDouble).mean(0).flatten();
  };
  const std::vector<double> mean = split_means(context.data(), of_train,
                                               {.stream = stream_of(EvaluationStream::kPartition),
                                                .num_values = shape.num_pixels(),
                                                .means = pixels},
                                               context.communicator());
  return at::tensor(mean, at::kDouble)
      .to(context.communicator().device(), at::kFloat)
      .view({shape.channels, shape.height, shape.width});
}

LogPartition estimate_partition(EstimatesPartition& model, const MetricContext& context) {
  const int64_t num_draws = context.plan().likelihood_samples;
  if (num_draws < 2) {
    throw ConfigError({.what = "the standard error of log Z needs several draws",
                       .where = "likelihood",
                       .expected = "at least 2",
                       .got = std::to_string(num_draws)});
  }
  const at::Tensor mean = mean_image(context);
  const auto draws = [&](int64_t begin, int64_t end) {
    return model.partition_log_weights(mean, end - begin).unsqueeze(1);
  };
  const at::Tensor log_weights = gather_rows({.num_rows = num_draws,
                                              .chunk_size = kDrawsPerChunk,
                                              .num_values = 1,
                                              .stream = stream_of(EvaluationStream::kPartition)},
                                             context.settings(), draws, context.communicator())
                                     .flatten();
  const at::Tensor largest = log_weights.max();
  const at::Tensor weights = (log_weights - largest).exp();
  const at::Tensor mean_weight = weights.mean();
  return {.value = (largest + mean_weight.log()).item<double>(),
          .standard_error = (weights.std() / mean_weight).item<double>() /
                            std::sqrt(static_cast<double>(num_draws))};
}

/// The fraction of pixels that lie between the levels, a scalar.
at::Tensor fraction_between_levels(const at::Tensor& images, const LikelihoodKind& kind) {
  if (kind.num_levels == 0 || kind.quantizes) return at::zeros({}, images.options());
  const at::Tensor positions = images * static_cast<double>(kind.num_levels - 1);
  return (positions - positions.round()).abs().gt(kLevelTolerance).to(at::kDouble).mean();
}

/// Of every image, (N).
using LogLikelihoods = std::function<at::Tensor(const at::Tensor& images)>;

/// The negative mean of log-likelihoods over the split, and the fraction of pixels between levels.
std::vector<double> measure_split(const LogLikelihoods& log_likelihoods, const LikelihoodKind& kind,
                                  const Measuring& measuring) {
  const auto means = [&](const Batch& input, int64_t) {
    const at::Tensor& images = input.field("images");
    const at::Tensor between = fraction_between_levels(images, kind).to(at::kDouble);
    return at::stack({-log_likelihoods(images).to(at::kDouble).mean(), between});
  };
  const MetricContext& context = measuring.context;
  return split_means(context.data(), context.settings(),
                     {.stream = measuring.stream, .num_values = 2, .means = means},
                     context.communicator());
}

/// What `nats` per image are, and the sentence that says so.
struct NamedLikelihood {
  std::optional<double> negative_log_likelihood = {};
  std::optional<double> bits_per_dimension = {};
  std::optional<double> levels = {};
  std::optional<double> negative_log_density = {};
  std::optional<double> bound = {};
  std::string meaning;
};

NamedLikelihood named_likelihood(double nats, const LikelihoodKind& kind, bool has_between,
                                 int64_t num_pixels) {
  if (kind.num_levels == 0) {
    return {.negative_log_density = nats,
            .meaning =
                "nats per image of a density over pixels in [0, 1]: no probability, no "
                "number of bits"};
  }
  const std::string levels = std::to_string(kind.num_levels);
  if (has_between) {
    return {.bound = nats,
            .meaning =
                "nats per image, at least the expected negative log-likelihood of images "
                "of " +
                levels + " levels whose means the pixels are: no number of bits"};
  }
  return {.negative_log_likelihood = nats,
          .bits_per_dimension = nats / std::numbers::ln2 / static_cast<double>(num_pixels),
          .levels = static_cast<double>(kind.num_levels),
          .meaning = "nats per image and bits per dimension of the probability of images of " +
                     levels + " levels"};
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  auto* normalized = capability<EstimatesLikelihood>(context.model());
  auto* unnormalized = capability<EstimatesPartition>(context.model());
  const LikelihoodKind kind =
      normalized != nullptr ? normalized->likelihood_kind() : unnormalized->likelihood_kind();
  const LogLikelihoods log_likelihoods = [&](const at::Tensor& images) {
    return normalized != nullptr
               ? normalized->log_likelihood(images, context.plan().likelihood_samples)
               : unnormalized->unnormalized_log_likelihood(images);
  };
  std::optional<LogPartition> partition;
  if (unnormalized != nullptr) partition = estimate_partition(*unnormalized, context);
  const std::vector<double> measured = measure_split(log_likelihoods, kind, measuring);
  const NamedLikelihood named =
      named_likelihood(measured[0] + (partition ? partition->value : 0.0), kind, measured[1] > 0,
                       image_shape(context.data().description()).num_pixels());
  Measured measured_values{
      .values = {named.negative_log_likelihood, named.bits_per_dimension, named.levels,
                 named.negative_log_density, named.bound, std::nullopt},
      .note = named.meaning + (partition ? "; on average too low, as far as its log Z is"
                                         : "; on average too high, the less the more samples")};
  if (partition) {
    measured_values.values.back() = partition->value;
    measured_values.values.back()->standard_error = partition->standard_error;
  }
  return measured_values;
}

}  // namespace

Metric likelihood_metric() {
  return {.name = "likelihood",
          .sentence =
              "Means over the split of what a family's likelihoods are, from that many "
              "draws per image, or of log Z from as many for the whole split, fitted to "
              "the mean of the split train.",
          .subject = Subject::kLikelihood,
          .when = Measure::kInTraining,
          .needs = {.likelihood_samples = true},
          .values = {{.name = "negative_log_likelihood",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "per image of integer levels"},
                     {.name = "bits_per_dimension",
                      .unit = "bits",
                      .direction = Direction::kLower,
                      .sentence = "the same"},
                     {.name = "likelihood_levels", .sentence = "levels per pixel"},
                     {.name = "negative_log_density",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "of a density over [0, 1], which is no number of bits"},
                     {.name = "expected_cross_entropy_bound",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "of pixels between the levels that the family takes as means of "
                                  "them: at least the expected negative log-likelihood of images "
                                  "that are drawn with these means"},
                     {.name = "log_partition", .unit = "nats"}},
          .stream = stream_of(EvaluationStream::kLikelihood),
          .measure = measure};
}

}  // namespace tandem
