// How well a model restores images from corrupted copies of them.
#include <ATen/ATen.h>

#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_means.h"
#include "framework/model/corruption.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  auto& corrupts = require<Corrupts>(context.model());
  auto& reconstructs = require<Reconstructs>(context.model());
  const auto means = [&](const Batch& input, int64_t) {
    const at::Tensor& images = input.field("images");
    const auto error = [&](const at::Tensor& seen) {
      return at::mse_loss(reconstructs.reconstruct(seen), images);
    };
    return at::stack({error(corrupts.corrupt(images)), error(images)});
  };
  const std::vector<double> errors = split_means(
      context.data(), context.settings(),
      {.stream = measuring.stream, .num_values = 2, .means = means}, context.communicator());
  return {.values = {errors[0], errors[1]}};
}

/// What is corrupted more is restored with larger errors.
NamedTexts corruption_stamp(const MetricContext& context) {
  return {{"corruption", capability<Corrupts>(context.model())->corruption()}};
}

bool is_trained_on_copies(const GenerativeModel& model, const SubjectPart&) {
  return denoises(model);
}

}  // namespace

Metric denoising_error_metric() {
  return {.name = "denoising_error",
          .sentence = "Mean squared error per pixel of what a denoising model makes of images.",
          .subject = Subject::kReconstructions,
          .when = Measure::kInTraining,
          .needs = {.capabilities = {needed<Corrupts>()}, .of_model = is_trained_on_copies},
          .values = {{.name = "corrupted_input_mse",
                      .direction = Direction::kLower,
                      .sentence = "of corrupted copies, against the images"},
                     {.name = "clean_input_mse",
                      .direction = Direction::kLower,
                      .sentence = "of the images themselves"}},
          .stream = stream_of(EvaluationStream::kDenoising),
          .rounds = false,
          .stamp = corruption_stamp,
          .measure = measure};
}

}  // namespace tandem
