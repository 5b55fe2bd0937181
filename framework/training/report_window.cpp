#include "framework/training/report_window.h"

#include <utility>

#include "framework/device/device_usage.h"

namespace tandem {

void ReportWindow::add(const UpdateReport& report) {
  training_.windows[report.position.objective].add(report.terms);
}

StepReport ReportWindow::take() { return {.values = take_values(), .times = take_times()}; }

StepTimes ReportWindow::take_times() {
  StepTimes times = std::exchange(times_, {});
  double reduction_seconds = 0;
  for (Learner& learner : training_.learners) reduction_seconds += learner.reduction_seconds();
  times.reduction = reduction_seconds - reduction_seconds_before_;
  reduction_seconds_before_ = reduction_seconds;
  const auto num_samples = static_cast<double>(times.num_steps * training_.shape.batch_size);
  times.samples_per_second = num_samples / times.total;
  times.peak_device_bytes = peak_device_bytes(training_.parameters.weights().device());
  return times;
}

NamedValues ReportWindow::take_values() {
  NamedValues values;
  for (size_t k = 0; k < training_.learners.size(); ++k) {
    const Learner& learner = training_.learners[k];
    // A phase may not train the objective.
    if (training_.windows[k].is_empty()) continue;
    for (auto& mean : training_.windows[k].take_means()) values.push_back(std::move(mean));
    // Of the last step in which it was trained.
    values.emplace_back(learner.objective().name + "/learning_rate",
                        learner.learning_rate(phases_.active_steps_before(k, training_.step) - 1));
  }
  return values;
}

}  // namespace tandem
