#include "framework/model/evaluation_mode.h"

namespace tandem {

EvaluationMode::EvaluationMode(const GenerativeModel& model) : networks_(model.networks()) {
  for (const Network& network : networks_) {
    were_training_.push_back(network.module->is_training());
    network.module->eval();
  }
}

EvaluationMode::~EvaluationMode() {
  // Backwards: of a network that is listed twice or within another, the first look counts.
  for (size_t i = networks_.size(); i-- > 0;) networks_[i].module->train(were_training_[i]);
}

}  // namespace tandem
