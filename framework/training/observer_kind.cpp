#include "framework/training/observer_kind.h"

#include <utility>

namespace tandem {

std::vector<std::unique_ptr<Observer>> make_observers(const ObservedTraining& training) {
  std::vector<std::unique_ptr<Observer>> observers;
  for (const ObserverKind& kind : all_observer_kinds()) {
    if (training.rank != 0 && !kind.is_of_every_rank) continue;
    if (auto observer = kind.make(training)) observers.push_back(std::move(observer));
  }
  return observers;
}

}  // namespace tandem
