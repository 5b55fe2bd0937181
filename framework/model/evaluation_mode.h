// Networks as they are when a model is looked at, not trained.
#pragma once

#include <vector>

#include "framework/model/generative_model.h"

namespace tandem {

/// Puts all networks of a model into evaluation mode for a scope, and then back into the mode that
/// each was in. Scopes may nest.
class EvaluationMode {
 public:
  explicit EvaluationMode(const GenerativeModel& model);
  ~EvaluationMode();
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  std::vector<Network> networks_;
  std::vector<bool> were_training_;  // one per network
};

}  // namespace tandem
