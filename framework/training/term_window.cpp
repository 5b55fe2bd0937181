#include "framework/training/term_window.h"

namespace tandem {

TermWindow::TermWindow(const Objective& objective)
    : objective_(objective.name), names_(objective.terms) {
  names_.emplace_back("loss");
  sums_.resize(names_.size());
}

void TermWindow::add(const std::vector<float>& terms) {
  // A checkpoint keeps the sums exactly, so that means are the same wherever the run is resumed.
  for (size_t i = 0; i < terms.size(); ++i) sums_[i] += static_cast<double>(terms[i]);
  ++count_;
}

NamedValues TermWindow::take_means() {
  NamedValues means;
  for (size_t i = 0; i < names_.size(); ++i) {
    means.emplace_back(objective_ + "/" + names_[i], sums_[i] / static_cast<double>(count_));
  }
  sums_.assign(names_.size(), 0);
  count_ = 0;
  return means;
}

nlohmann::json TermWindow::state() const { return {{"sums", sums_}, {"count", count_}}; }

bool TermWindow::restore(const nlohmann::json& state) {
  const auto sums = state.at("sums").get<std::vector<double>>();
  const int64_t count = state.at("count");
  if (sums.size() != sums_.size()) return false;
  sums_ = sums;
  count_ = count;
  return true;
}

}  // namespace tandem
