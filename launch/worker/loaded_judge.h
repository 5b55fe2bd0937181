// The classifier that judges another run: `evaluation.classifier`, `evaluate --classifier`.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "framework/metrics/judge.h"
#include "launch/worker/loaded_run.h"

namespace tandem {

class LoadedJudge {
 public:
  /// Loads the newest checkpoint of a run, to the device of the run that is to be judged. Throws
  /// ConfigError (evaluation.classifier) when there is no such run or it does not classify.
  LoadedJudge(const std::filesystem::path& run, const at::Device& device);

  Judge& judge() { return judge_; }
  /// Its checkpoint and the digest of its weights: what its judgements depend on.
  std::string identity();

 private:
  LoadedRun run_;
  EvaluationMode mode_;
  Judge judge_;
};

/// The judge that a configuration names for its evaluation, null when it names none. Throws
/// ConfigError, as above and when the judge cannot measure what the model makes.
std::unique_ptr<LoadedJudge> configured_judge(const RunConfiguration& configuration,
                                              const GenerativeModel& model, const DataSources& data,
                                              const at::Device& device);

}  // namespace tandem
