// The means of the loss terms of one objective since the last report.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "framework/core/named_values.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// Sums of the terms of one objective over its updates.
class TermWindow {
 public:
  explicit TermWindow(const Objective& objective);

  /// Terms of one update, then their total.
  void add(const std::vector<float>& terms);
  bool is_empty() const { return count_ == 0; }
  /// Means named `<objective>/<term>` and `<objective>/loss`; begins anew.
  NamedValues take_means();

  /// What a checkpoint keeps, so that a report does not depend on where a run was interrupted.
  nlohmann::json state() const;
  /// Whether the state is of as many terms; else nothing is changed. Throws
  /// nlohmann::json::exception for what is no such state.
  bool restore(const nlohmann::json& state);

 private:
  std::string objective_;
  std::vector<std::string> names_;  // of the terms, "loss" last
  std::vector<double> sums_;
  int64_t count_ = 0;
};

}  // namespace tandem
