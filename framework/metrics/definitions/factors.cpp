// Whether single latents stand for single factors that the data is made of.
#include <ATen/ATen.h>

#include <algorithm>
#include <string>
#include <vector>

#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_codes.h"
#include "framework/statistics/factor_scores.h"
#include "framework/statistics/factor_votes.h"
#include "framework/statistics/mutual_information.h"

namespace tandem {
namespace {

constexpr const char* kFactors = "latents/classes";
constexpr int64_t kMostRows = 10000;

bool has_factors(const MetricContext& context, const SubjectPart&) {
  const std::string& split = context.settings().split;
  if (!context.data().has_field(split, kFactors)) return false;
  const FieldDescription& field = context.data().field(split, kFactors).description();
  return field.type == "int64" && field.shape.size() == 1;
}

/// Of the whole split, (N, factors) int64.
at::Tensor split_factors(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const auto& field = context.data().field(context.settings().split, kFactors);
  const at::Tensor all =
      gather_split_rows(context.data(), context.settings(),
                        {.fields = {kFactors},
                         .num_values = field.description().shape.front(),
                         .stream = measuring.stream,
                         .values = [](const Batch& stored) { return stored.field(kFactors); }},
                        context.communicator());
  return all.to(at::kLong);
}

/// At most kMostRows, evenly from the whole split, which may be in the order of its factors.
at::Tensor measured_rows(const MetricContext& context) {
  const int64_t num_rows = context.data().field(context.settings().split, kFactors).num_rows();
  const int64_t num_taken = std::min(kMostRows, num_rows);
  return (at::arange(num_taken) * num_rows).div(num_taken, "floor");
}

double gap_of(const at::Tensor& information, const at::Tensor& factors) {
  return mutual_information_gap(information, entropies(factors));
}

RecordedSeries series_of(const at::Tensor& information) {
  const at::Tensor rows = information.contiguous();
  std::vector<std::string> latents;
  for (int64_t i = 0; i < rows.size(0); ++i) latents.push_back(std::to_string(i));
  const auto* data = rows.const_data_ptr<double>();
  return {.name = "mutual_information",
          .sentence = "Of every latent (row) with every factor that varies (column), in nats.",
          .rows = latents,
          .values = {data, data + rows.numel()}};
}

Measured measure(const Measuring& measuring) {
  const at::Tensor rows = measured_rows(measuring.context);
  const at::Tensor factors = varying_factors(split_factors(measuring).index_select(0, rows));
  const at::Tensor codes =
      split_codes(measuring.context, measuring.context.settings().split).index_select(0, rows);
  // A single factor cannot be told from others.
  if (factors.size(1) < 2) return {};
  const at::Tensor information = mutual_information(equal_width_bins(codes), factors);
  MeasuredValue gap = gap_of(information, factors);
  // What codes would get that are the factors themselves: below 1 where these depend on each other
  // or have more values than there are bins.
  gap.ceiling = gap_of(mutual_information(equal_width_bins(factors), factors), factors);
  // Not by the run's seed: votes are about the same rows for every model.
  const VoteOptions votes{.seed = measuring.stream};
  const std::string num_factors = std::to_string(factors.size(1));
  Measured measured{.values = {gap, attribute_gap(attribute_scores(codes, factors)),
                               disentanglement(information), completeness(information)},
                    .series = {series_of(information)},
                    .note = "betavae_score of codes that say nothing: 1 / " + num_factors};
  measured.values.emplace_back(betavae_score({codes, factors}, votes));
  measured.values.emplace_back(factorvae_score({codes, factors}, votes));
  return measured;
}

std::vector<MetricValue> values() {
  const auto score = [](const char* name, const char* sentence) {
    return MetricValue{.name = name, .direction = Direction::kHigher, .sentence = sentence};
  };
  return {score("mig",
                "mutual information gap, codes in 20 bins; beside it that of the factors "
                "themselves"),
          score("sap",
                "gap of the two latents that predict a factor best: by squared correlation "
                "or, of factors of at most four values, balanced accuracy of a logistic "
                "regression"),
          score("information_disentanglement",
                "1 - entropy of the factors that a latent tells of: the first score of DCI, with "
                "mutual information in place of a regression's importances"),
          score("information_completeness",
                "1 - entropy of the latents that tell of a factor, likewise"),
          score("betavae_score", "how often the factor that pairs share is told"),
          score("factorvae_score",
                "how often the latent that varies least tells the factor that rows share")};
}

}  // namespace

Metric factors_metric() {
  return {.name = "factors",
          .sentence =
              "Scores of the codes of 10000 images, evenly from the split, against the factors "
              "that these are made of. Rows that share a factor are drawn from these images.",
          .version = 3,
          .subject = Subject::kCodes,
          .needs = {.of_data = has_factors},
          .values = values(),
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
