// Evaluations of models of shades by single metrics.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "framework/distributed/local_communicator.h"
#include "framework/metrics/evaluation.h"
#include "framework/metrics/measuring_networks.h"
#include "tests/support/shade_network.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {

/// Those metrics of the table that have these names.
inline std::vector<Metric> named(const std::vector<std::string>& names) {
  std::vector<Metric> metrics = all_metrics();
  std::erase_if(metrics, [&](const Metric& metric) {
    return std::ranges::find(names, metric.name) == names.end();
  });
  return metrics;
}
inline std::vector<Metric> only(const std::string& name) { return named({name}); }

/// A data set of shades and the classifier of shades as feature network.
class ShadeEvaluation : public testing::Test {
 protected:
  ShadeEvaluation() { write_shades(directory_ / "shades.h5", 40); }

  const DataSources& data() {
    if (!data_) data_ = std::make_unique<DataSources>(locations_);
    return *data_;
  }
  /// The two sources of an unpaired translation in place of the one.
  void take_two_sources() {
    write_shades(directory_ / "a.h5", 40);
    write_shades(directory_ / "b.h5", 40, {.inverted = true});
    locations_ = {{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}};
  }
  void take_pairs() {
    write_shades(directory_ / "pairs.h5", 20, {.field = "source"});
    locations_ = {{"", directory_ / "pairs.h5"}};
  }
  /// Of all splits, rows of one class after those of another.
  void take_shades_in_order(int64_t num_rows = 40) { take_shades({.in_order = true}, num_rows); }
  void take_shades(const ShadeFile& file, int64_t num_rows = 40) {
    write_shades(directory_ / "others.h5", num_rows, file);
    locations_ = {{"", directory_ / "others.h5"}};
  }
  /// Images of models are in [−1, 1].
  EvaluationPlan plan() { return plan(&networks_); }
  static EvaluationPlan plan(MeasuringNetworks* networks) {
    return {.settings = {.seed = 1, .chunk_size = 16, .pixel_range = PixelRange::kSigned},
            .networks = networks,
            .num_samples = 250};
  }
  /// Their values, and what stands beside them: `test/<name>_real`.
  static NamedValues values_of(const std::vector<EvaluationRecord>& records) {
    NamedValues values = tandem::values_of(records, "test");
    const auto add = [&](const std::string& name, const std::optional<double>& value) {
      if (value) values.emplace_back("test/" + name, *value);
    };
    for (const EvaluationRecord& record : records) {
      for (const RecordedValue& value : record.values) {
        add(value.name + "_standard_error", value.standard_error);
        add(value.name + "_floor", value.floor);
        add(value.name + "_real", value.real);
      }
    }
    return values;
  }
  std::vector<EvaluationRecord> records_of(const std::string& metric, GenerativeModel& model,
                                           const EvaluationPlan& with) {
    return evaluate({model, data(), {}}, with, communicator_, only(metric));
  }
  NamedValues values_of(const std::string& metric, GenerativeModel& model,
                        const EvaluationPlan& with) {
    return values_of(records_of(metric, model, with));
  }
  NamedValues values_of(const std::string& metric, GenerativeModel& model) {
    return values_of(metric, model, plan());
  }

  TemporaryDirectory directory_;
  std::vector<DataSourceLocation> locations_{{"", directory_ / "shades.h5"}};
  std::unique_ptr<DataSources> data_;
  LocalCommunicator communicator_;
  ShadeClassifier classifier_;
  MeasuringNetworks networks_{shade_network(classifier_)};
};

inline std::vector<std::string> names_of(const NamedValues& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

}  // namespace tandem
