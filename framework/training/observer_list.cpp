#include "framework/training/observer_list.h"

#include <utility>

namespace tandem {

void ObserverList::assign(std::vector<Observer*> observers) { observers_ = std::move(observers); }

void ObserverList::on_start(int64_t step) {
  for (Observer* observer : observers_) observer->on_start(step);
}

void ObserverList::on_activity(Activity activity, std::optional<size_t> objective) {
  if (activity == Activity::kTraining && !has_stepped_) activity = Activity::kPreparing;
  for (Observer* observer : observers_) observer->on_activity(activity, objective);
}

void ObserverList::on_step(int64_t step) {
  has_stepped_ = true;
  for (Observer* observer : observers_) observer->on_step(step);
}

void ObserverList::on_report(int64_t step, const NamedValues& values, const StepTimes& times) {
  for (Observer* observer : observers_) observer->on_report(step, values, times);
}

void ObserverList::on_samples(int64_t step) {
  for (Observer* observer : observers_) observer->on_samples(step);
}

void ObserverList::on_saving(const CheckpointRecord& checkpoint, bool is_due) {
  for (Observer* observer : observers_) observer->on_saving(checkpoint, is_due);
}

void ObserverList::on_checkpoint(int64_t step) {
  for (Observer* observer : observers_) observer->on_checkpoint(step);
}

}  // namespace tandem
