// All that watch a training, as one.
#pragma once

#include <vector>

#include "framework/training/observer.h"

namespace tandem {

/// Tells each observer in turn, in the order given. The first step of a process counts as
/// preparation, whatever is trained in it: data are read and kernels set up within it.
class ObserverList : public Observer {
 public:
  /// Those that are told from now on; they outlive what is told.
  void assign(std::vector<Observer*> observers);

  void on_start(int64_t step) override;
  void on_activity(Activity activity, std::optional<size_t> objective) override;
  void on_step(int64_t step) override;
  void on_report(int64_t step, const NamedValues& values, const StepTimes& times) override;
  void on_samples(int64_t step) override;
  void on_saving(const CheckpointRecord& checkpoint, bool is_due) override;
  void on_checkpoint(int64_t step) override;

 private:
  std::vector<Observer*> observers_;
  bool has_stepped_ = false;
};

}  // namespace tandem
