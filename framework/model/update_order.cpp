#include "framework/model/update_order.h"

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {
namespace {

constexpr const char* kSuffix = "_first";

/// `name_of` tells the objective of an item.
template <class Item, class NameOf>
std::vector<Item> with_first(const std::string& update_order, std::vector<Item> items,
                             const NameOf& name_of) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) {
    return name_of(item) + kSuffix == update_order;
  });
  if (found == items.end()) {
    throw Error(ExitCode::kInternal, {.what = "unknown update order", .got = update_order});
  }
  std::rotate(items.begin(), found, found + 1);
  return items;
}

}  // namespace

std::vector<std::string> update_orders(const std::vector<std::string>& names) {
  std::vector<std::string> orders;
  for (const std::string& name : names) orders.push_back(name + kSuffix);
  return orders;
}

std::vector<Objective> ordered_by(const std::string& update_order,
                                  std::vector<Objective> objectives) {
  return with_first(update_order, std::move(objectives),
                    [](const Objective& objective) { return objective.name; });
}

std::vector<LearnerDefaults> ordered_by(const std::string& update_order,
                                        std::vector<LearnerDefaults> learners) {
  return with_first(update_order, std::move(learners),
                    [](const LearnerDefaults& defaults) { return defaults.objective; });
}

}  // namespace tandem
