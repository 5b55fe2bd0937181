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
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

// Kernels may round differently for another number of chains: chunks are the same on any number of
// ranks. The last one has the chains that are left.
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
  // Whatever split is measured: log Z belongs to the model alone.
  const EvaluationSettings of_train = context.settings_of("train");
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
    throw Error(ExitCode::kInternal, {.what = "the standard error of log Z needs several draws",
                                      .where = kLikelihoodMetric,
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
  // Weights relative to the largest one: none overflows, and not all become 0.
  const at::Tensor largest = log_weights.max();
  const at::Tensor weights = (log_weights - largest).exp();
  const at::Tensor mean_weight = weights.mean();
  // To first order the error of a logarithm is the relative error.
  return {.value = (largest + mean_weight.log()).item<double>(),
          .standard_error = (weights.std() / mean_weight).item<double>() /
                            std::sqrt(static_cast<double>(num_draws))};
}

/// The fraction of pixels of each image that lie between the levels, (N) float64.
at::Tensor fraction_between_levels(const at::Tensor& images, const LikelihoodKind& kind) {
  if (kind.num_levels == 0 || kind.quantizes) {
    return at::zeros({images.size(0)}, images.options().dtype(at::kDouble));
  }
  const at::Tensor positions = (images * static_cast<double>(kind.num_levels - 1)).flatten(1);
  return (positions - positions.round()).abs().gt(kLevelTolerance).to(at::kDouble).mean(1);
}

/// The two errors are independent.
MeasuredValue with_partition(const MeasuredValue& nats, const LogPartition& partition) {
  MeasuredValue sum = nats.value + partition.value;
  sum.standard_error = std::hypot(nats.standard_error.value_or(0.0), partition.standard_error);
  return sum;
}

/// Of every image, (N).
using LogLikelihoods = std::function<at::Tensor(const at::Tensor& images)>;

/// The mean over the split of what is no likelihood yet where log Z is missing, with its error by
/// the spread of images, and whether there are pixels between levels.
struct SplitLikelihood {
  MeasuredValue nats;  // negative
  bool has_between;
};

SplitLikelihood measure_split(const LogLikelihoods& log_likelihoods, const LikelihoodKind& kind,
                              const Measuring& measuring) {
  const MetricContext& context = measuring.context;
  const auto values = [&](const Batch& stored) {
    const Batch input = to_model_input(stored, context.settings().pixel_range);
    const at::Tensor& images = input.field("images");
    const at::Tensor nats = -log_likelihoods(images).to(at::kDouble);
    return at::stack({nats, fraction_between_levels(images, kind)}, 1);
  };
  const at::Tensor rows = gather_split_rows(
      context.data(), context.settings(),
      {.fields = {"images"}, .num_values = 2, .stream = measuring.stream, .values = values},
      context.communicator());
  const at::Tensor nats = rows.select(1, 0);
  SplitLikelihood found{nats.mean().item<double>(), rows.select(1, 1).gt(0).any().item<bool>()};
  found.nats.standard_error =
      nats.std().item<double>() / std::sqrt(static_cast<double>(nats.size(0)));
  return found;
}

/// What `nats` per image are, and the sentence that says so.
struct NamedLikelihood {
  std::optional<MeasuredValue> negative_log_likelihood = {};
  std::optional<MeasuredValue> bits_per_dimension = {};
  std::optional<double> levels = {};
  std::optional<MeasuredValue> negative_log_density = {};
  std::optional<MeasuredValue> bound = {};
  std::string meaning;
};

MeasuredValue in_bits(const MeasuredValue& nats, int64_t num_pixels) {
  const double nats_per_bit = std::numbers::ln2 * static_cast<double>(num_pixels);
  MeasuredValue bits = nats.value / nats_per_bit;
  if (nats.standard_error) bits.standard_error = *nats.standard_error / nats_per_bit;
  return bits;
}

NamedLikelihood named_likelihood(const MeasuredValue& nats, const LikelihoodKind& kind,
                                 bool has_between, int64_t num_pixels) {
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
          .bits_per_dimension = in_bits(nats, num_pixels),
          .levels = static_cast<double>(kind.num_levels),
          .meaning = "nats per image and bits per dimension of the probability of images of " +
                     levels + " levels"};
}

LikelihoodKind likelihood_kind(const MetricContext& context) {
  const auto* normalized = capability<EstimatesLikelihood>(context.model());
  if (normalized != nullptr) return normalized->likelihood_kind();
  return capability<EstimatesPartition>(context.model())->likelihood_kind();
}

/// Of images of other levels a likelihood is that of other images, and otherwise estimated it is
/// otherwise wrong.
NamedTexts stamp(const MetricContext& context) {
  const int64_t num_levels = likelihood_kind(context).num_levels;
  NamedTexts stamp = {{"levels", num_levels == 0 ? "density" : std::to_string(num_levels)}};
  const auto* unnormalized = capability<EstimatesPartition>(context.model());
  if (unnormalized != nullptr)
    stamp.emplace_back("log_partition", unnormalized->partition_method());
  return stamp;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  auto* normalized = capability<EstimatesLikelihood>(context.model());
  auto* unnormalized = capability<EstimatesPartition>(context.model());
  const LikelihoodKind kind = likelihood_kind(context);
  const LogLikelihoods log_likelihoods = [&](const at::Tensor& images) {
    return normalized != nullptr
               ? normalized->log_likelihood(images, context.plan().likelihood_samples)
               : unnormalized->unnormalized_log_likelihood(images);
  };
  std::optional<LogPartition> partition;
  if (unnormalized != nullptr) partition = estimate_partition(*unnormalized, context);
  SplitLikelihood found = measure_split(log_likelihoods, kind, measuring);
  if (partition) found.nats = with_partition(found.nats, *partition);
  const NamedLikelihood named = named_likelihood(
      found.nats, kind, found.has_between, image_shape(context.data().description()).num_pixels());
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
  return {.name = kLikelihoodMetric,
          .sentence =
              "Means over the split of what a family's likelihoods are, from that many "
              "draws per image, or of log Z from as many for the whole split, fitted to "
              "the mean of the split train. Standard errors are those of the images and of log Z.",
          .version = 2,
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
          .rounds = false,
          .stamp = stamp,
          .measure = measure};
}

}  // namespace tandem
