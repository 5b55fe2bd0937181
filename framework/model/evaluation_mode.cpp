#include "framework/model/evaluation_mode.h"

namespace tandem {

EvaluationMode::EvaluationMode(const GenerativeModel& model) : networks_(model.networks()) {
  for (const Network& network : networks_) network.module->eval();
}

EvaluationMode::~EvaluationMode() {
  for (const Network& network : networks_) network.module->train();
}

}  // namespace tandem
