// A model on its device with flat weights, and its objectives.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/data/storage/data_description.h"
#include "framework/model/family.h"
#include "framework/training/flat_parameters.h"

namespace tandem {

/// Throws DataError when the data set lacks a field that the family needs.
void check_fields(const Family& family, const DataDescription& data);

class ModelState {
 public:
  /// Builds the family's model with weights drawn from the run seed: the same on every rank.
  /// Throws DataError when the data set lacks a field that the family needs.
  ModelState(const Family& family, const DataDescription& data, uint64_t seed,
             const at::Device& device);

  GenerativeModel& model() { return *model_; }
  const GenerativeModel& model() const { return *model_; }
  const std::vector<Objective>& objectives() const { return objectives_; }
  FlatParameters& parameters() { return parameters_; }
  PixelRange pixel_range() const { return pixel_range_; }
  const at::Device& device() const { return device_; }

 private:
  at::Device device_;
  PixelRange pixel_range_;
  std::unique_ptr<GenerativeModel> model_;
  std::vector<Objective> objectives_;
  FlatParameters parameters_;
};

}  // namespace tandem
