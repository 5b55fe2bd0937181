#include "framework/training/update_report.h"

#include <ATen/ATen.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <cmath>
#include <sstream>

#include "framework/core/error.h"

namespace tandem {

void throw_divergence(const UpdateReport& report, const Objective& objective,
                      double learning_rate) {
  std::string cause = "the gradient or a buffer (every loss term was finite)";
  // Backwards, so that the first one remains: the total follows from the terms.
  for (size_t i = report.terms.size(); i-- > 0;) {
    if (std::isfinite(report.terms[i])) continue;
    cause = "term '" + (i < objective.terms.size() ? objective.terms[i] : "loss") + "'";
  }
  std::ostringstream what;
  what << "the training diverged: " << cause << " of objective '" << objective.name
       << "' is not finite in step " << report.position.step + 1 << ", update "
       << report.position.update + 1 << ", at a learning rate of " << learning_rate;
  throw DivergedError(
      {.what = what.str(),
       .where = "learners." + objective.name,
       .advice = "In a new run, lower learning_rate or set clip_norm; the metrics before this step "
                 "may say more."});
}

void UpdateReportQueue::push(const UpdatePosition& position, const at::Tensor& tail,
                             const at::Tensor& not_finite) {
  Entry entry{.report = {.position = position}, .values = {}, .copied = std::nullopt};
  // A copy, since the next update writes over the tail.
  const at::Tensor values = at::cat({tail, not_finite});
  if (values.device().is_cpu()) {
    entry.values = values;
  } else {
    // Pinned, or the copy would wait for the device. The memory that it copies from may be given
    // back at once: it is used again in the order of the stream.
    entry.values =
        at::empty(values.sizes(), at::TensorOptions().dtype(at::kFloat).pinned_memory(true));
    entry.values.copy_(values, /*non_blocking=*/true);
    const c10::impl::VirtualGuardImpl guard(values.device().type());
    entry.copied.emplace(values.device().type());
    entry.copied->record(guard.getStream(values.device()));
  }
  entries_.push_back(std::move(entry));
}

std::vector<UpdateReport> UpdateReportQueue::pop_through(int64_t step) {
  std::vector<UpdateReport> reports;
  while (!entries_.empty() && entries_.front().report.position.step <= step) {
    Entry& entry = entries_.front();
    if (entry.copied) entry.copied->synchronize();
    const float* values = entry.values.const_data_ptr<float>();
    const int64_t count = entry.values.numel();
    // Terms and total; the mean over lanes of the wish to stop, above 0 where any rank has
    // it; the flag.
    entry.report.terms.assign(values, values + count - 2);
    entry.report.stop_requested = values[count - 2] > 0;
    entry.report.finite = values[count - 1] == 0;
    reports.push_back(std::move(entry.report));
    entries_.pop_front();
  }
  return reports;
}

}  // namespace tandem
