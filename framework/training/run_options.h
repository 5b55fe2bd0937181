// The options that a run has whatever its family. Declared once; parsing, help, schema and the
// resolved configuration come from the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/config/option_table.h"
#include "framework/core/device_kind.h"
#include "framework/data/augmentation.h"
#include "framework/device/float32_precision.h"
#include "framework/distributed/reduction.h"
#include "framework/metrics/metric.h"

namespace tandem {

struct BatchOptions {
  int64_t size = 128;
  int64_t micro_batches = 4;
};

/// Of the CPU.
enum class InstructionSet { kSse, kAvx2, kAvx512 };

struct NumericsOptions {
  int64_t threads = 1;
  InstructionSet isa = InstructionSet::kAvx2;
  Float32Precision precision = Float32Precision::kIeee;
};

struct RanksOptions {
  int64_t patience_seconds = 600;
  bool share_gpus = false;
};

struct SupervisionOptions {
  int64_t patience_seconds = 0;
  int64_t start_patience_seconds = 300;
  int64_t evaluation_patience_seconds = 3600;
  int64_t saving_patience_seconds = 600;
};

struct DataOptions {
  std::string path;
  Bytes resident_bytes{int64_t{1} << 30};
  int64_t window_chunks = 16;
  int64_t prefetch_batches = 4;
  AugmentationOptions augment;
};

struct ReportOptions {
  int64_t every = 100;
};

/// More take longer than anybody waits.
inline constexpr int64_t kMostEvaluationSamples = int64_t{1} << 30;

struct SamplesOptions {
  int64_t every = 1000;
  int64_t count = 64;
};

struct EvaluationOptions {
  int64_t every = 1000;
  int64_t chunk_size = 500;
  std::string split = "test";
  std::string classifier;
  std::string features;
  std::vector<std::string> metrics;
  int64_t samples = 2000;
  int64_t sampling_seed = 0;
};

struct CheckpointOptions {
  int64_t every = 1000;
  int64_t keep = 3;
  bool background = true;
  std::string best;
  Direction best_is = Direction::kNone;  // kNone: as the metric says
};

struct PhaseOptions {
  std::string name;
  int64_t steps = 0;
  std::vector<std::string> objectives;
};

struct RunOptions {
  std::string name;
  int64_t seed = 1;
  int64_t steps = 0;
  std::optional<DeviceKind> device;  // nothing: a GPU where there is one
  Reduction reduction = Reduction::kOrdered;
  BatchOptions batch;
  NumericsOptions numerics;
  RanksOptions ranks;
  SupervisionOptions supervision;
  DataOptions data;
  ReportOptions report;
  SamplesOptions samples;
  EvaluationOptions evaluation;
  CheckpointOptions checkpoint;
  std::vector<PhaseOptions> phases;
};

OptionTable<RunOptions> run_option_table();

}  // namespace tandem
