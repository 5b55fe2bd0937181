#include "framework/config/problem_list.h"

namespace tandem {

void ProblemList::add(const Error& error) {
  const Problem& problem = error.problem();
  if (problem.items.empty()) return add(problem);
  for (const std::string& item : problem.items) add({.what = item});
}

void ProblemList::throw_if_any(const std::string& subject) const {
  if (problems_.empty()) return;
  if (problems_.size() == 1) throw ConfigError(problems_.front());
  Problem all{.what = std::to_string(problems_.size()) + " problems in " + subject + ":"};
  for (const Problem& problem : problems_) all.items.push_back(to_string(problem));
  throw ConfigError(all);
}

}  // namespace tandem
