#include "framework/metrics/likelihood_evaluation.h"

#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "framework/core/error.h"
#include "framework/metrics/gathered_rows.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"

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

LogPartition estimate_partition(EstimatesPartition& model, const DataSources& data,
                                const EvaluationSettings& settings, int64_t num_draws,
                                Communicator& communicator) {
  if (num_draws < 2) {
    throw ConfigError({.what = "a standard error needs several draws",
                       .where = "--likelihood-samples",
                       .expected = "at least 2",
                       .got = std::to_string(num_draws)});
  }
  EvaluationSettings of_train = settings;
  of_train.split = "train";
  const ImageShape shape = image_shape(data.description());
  const auto pixels = [](const Batch& input, int64_t) {
    return input.field("images").to(at::kDouble).mean(0).flatten();
  };
  const std::vector<double> mean = split_means(data, of_train,
                                               {.stream = stream_of(MetricStream::kPartition),
                                                .num_values = shape.num_pixels(),
                                                .means = pixels},
                                               communicator);
  const at::Tensor mean_image = at::tensor(mean, at::kDouble)
                                    .to(communicator.device(), at::kFloat)
                                    .view({shape.channels, shape.height, shape.width});
  const auto draws = [&](int64_t begin, int64_t end) {
    return model.partition_log_weights(mean_image, end - begin).unsqueeze(1);
  };
  const at::Tensor log_weights = gather_rows({.num_rows = num_draws,
                                              .chunk_size = kDrawsPerChunk,
                                              .num_values = 1,
                                              .stream = stream_of(MetricStream::kPartition)},
                                             settings, draws, communicator)
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
                                  const DataSources& data, const EvaluationSettings& settings,
                                  Communicator& communicator) {
  const auto means = [&](const Batch& input, int64_t) {
    const at::Tensor& images = input.field("images");
    const at::Tensor between = fraction_between_levels(images, kind).to(at::kDouble);
    return at::stack({-log_likelihoods(images).to(at::kDouble).mean(), between});
  };
  return split_means(
      data, settings,
      {.stream = stream_of(MetricStream::kLikelihood), .num_values = 2, .means = means},
      communicator);
}

/// The values and the meaning of `nats` per image.
LikelihoodEvaluation named_likelihood(double nats, const LikelihoodKind& kind, bool has_between,
                                      const std::string& split, int64_t num_pixels) {
  if (kind.num_levels == 0) {
    return {{{split + "/negative_log_density", nats}},
            "nats per image of a density over pixels in [0, 1]: no probability, no number of bits"};
  }
  const std::string levels = std::to_string(kind.num_levels);
  if (has_between) {
    return {{{split + "/expected_cross_entropy_bound", nats}},
            "nats per image, at least the expected negative log-likelihood of images of " + levels +
                " levels whose means the pixels are: no number of bits"};
  }
  const double bits = nats / std::numbers::ln2 / static_cast<double>(num_pixels);
  return {{{split + "/negative_log_likelihood", nats},
           {split + "/bits_per_dimension", bits},
           {split + "/likelihood_levels", static_cast<double>(kind.num_levels)}},
          "nats per image and bits per dimension of the probability of images of " + levels +
              " levels"};
}

}  // namespace

LikelihoodEvaluation evaluate_likelihood(GenerativeModel& model, const DataSources& data,
                                         const EvaluationSettings& settings, int64_t num_samples,
                                         Communicator& communicator) {
  auto* normalized = dynamic_cast<EstimatesLikelihood*>(&model);
  auto* unnormalized = dynamic_cast<EstimatesPartition*>(&model);
  if (normalized == nullptr && unnormalized == nullptr) {
    throw ConfigError(
        {.what = "this family does not estimate likelihoods",
         .where = "--likelihood-samples",
         .expected = "a family with the capability EstimatesLikelihood or EstimatesPartition"});
  }
  const torch::NoGradGuard no_gradients;
  const LikelihoodKind kind =
      normalized != nullptr ? normalized->likelihood_kind() : unnormalized->likelihood_kind();
  const LogLikelihoods log_likelihoods = [&](const at::Tensor& images) {
    return normalized != nullptr ? normalized->log_likelihood(images, num_samples)
                                 : unnormalized->unnormalized_log_likelihood(images);
  };
  LogPartition partition;
  if (unnormalized != nullptr) {
    partition = estimate_partition(*unnormalized, data, settings, num_samples, communicator);
  }
  const std::vector<double> measured =
      measure_split(log_likelihoods, kind, data, settings, communicator);
  LikelihoodEvaluation evaluation =
      named_likelihood(measured[0] + partition.value, kind, measured[1] > 0, settings.split,
                       image_shape(data.description()).num_pixels());
  if (unnormalized == nullptr) {
    evaluation.meaning += "; on average too high, the less the more samples";
    return evaluation;
  }
  evaluation.meaning += "; on average too low, as far as its log Z is";
  evaluation.values.emplace_back(settings.split + "/log_partition", partition.value);
  evaluation.values.emplace_back(settings.split + "/log_partition_standard_error",
                                 partition.standard_error);
  return evaluation;
}

}  // namespace tandem
