#include "framework/training/trainer.h"

#include <utility>

#include "framework/core/log.h"
#include "framework/model/evaluation_mode.h"
#include "framework/training/averaged_weights.h"
#include "framework/training/evaluation.h"
#include "framework/training/evaluation_check.h"
#include "framework/training/training_checkpoint.h"
#include "framework/training/training_input.h"

namespace tandem {
namespace {

// Steps after which the host looks at what a step computed: late enough not to wait for it.
constexpr int64_t kReportDelay = 2;

}  // namespace

Trainer::Trainer(TrainerSetup setup)
    : setup_(std::move(setup)),
      phases_(setup_.configuration.phases()),
      best_(options().checkpoint.best,
            best_direction(options(), setup_.state.model(), setup_.state.objectives(),
                           provided_by(setup_.networks))),
      training_(initial_state(setup_.configuration, phases_, setup_.state, setup_.communicator)),
      window_(training_, phases_),
      saver_(setup_.checkpoints, options(), setup_.communicator, observers_) {}

void Trainer::restore(int64_t step) {
  restore_training(setup_.checkpoints, step, phases_, setup_.communicator, training_);
  saved_step_ = step;
}

TrainingEnd Trainer::run(std::vector<Observer*> observers, std::optional<int64_t> until) {
  observers_.assign(std::move(observers));
  const int64_t steps = training_.shape.steps;
  // Where this job stops. The length of the run, over which schedules go, stays what it is.
  const int64_t last_step = until.value_or(steps);
  loader_ = training_batches(setup_.configuration, training_.shape, batches_drawn(training_),
                             setup_.state.device());
  observers_.on_start(step());
  while (step() < last_step && !stopping_) {
    train_step();
    observers_.on_step(step());
    saver_.look_after();
    report_and_save();
  }
  // Before the checkpoint: what is not finite is not saved.
  absorb_through(step());
  // It is there already where one was due in this step, or where no step was left to make.
  if (saved_step_ != step()) save(false);
  // The run has ended when its last checkpoint is in its place.
  saver_.finish();
  loader_.reset();
  if (step() < steps) return TrainingEnd::kStopped;
  const std::string& best = options().checkpoint.best;
  if (!best.empty() && !training_.best && setup_.communicator.rank() == 0) {
    log_warning("checkpoint.best: no evaluation gave a finite " + best);
  }
  return TrainingEnd::kDone;
}

void Trainer::train_step() {
  const ScopeClock whole_step(window_.times().total);
  // The next sum tells the other ranks.
  if (setup_.stop_requested()) training_.shared.stop.fill_(1);
  for (Scratch& scratch : training_.shared.scratch) scratch.clear();
  for (size_t k = 0; k < training_.learners.size(); ++k) {
    if (phases_.is_active(k, step())) make_updates(k);
  }
  batches_.clear();
  ++training_.step;
  for (size_t k = 0; k < training_.learners.size(); ++k) {
    if (!phases_.is_needed_after(k, step())) training_.learners[k].end();
  }
  // Reports are of steps from 0: the newest one is of step() - 1.
  wait_for_device(step() - 1 - kReportDelay);
  ++window_.times().num_steps;
}

void Trainer::wait_for_device(int64_t step) {
  const ScopeClock wait(window_.times().device_wait);
  absorb_through(step);
}

void Trainer::make_updates(size_t k) {
  Learner& learner = training_.learners[k];
  observers_.on_activity(Activity::kTraining, k);
  UpdatePosition position{
      .step = step(), .objective = k, .own_step = phases_.active_steps_before(k, step())};
  const int64_t num_updates = learner.objective().updates(position.own_step);
  for (; position.update < num_updates; ++position.update) {
    const ScopeClock whole_update(window_.times().update);
    if (learner.objective().batch_use == BatchUse::kDraws) {
      {
        const ScopeClock wait(window_.times().data_wait);
        batches_ = loader_->next();
      }
      // Objectives that reuse the batch see it as it is augmented here.
      batches_ = training_input(batches_, options().data.augment, setup_.state.pixel_range(),
                                training_.shape, position);
    }
    position.updates_before = training_.updates[k]++;
    if (position.updates_before == 0) {
      observers_.on_activity(Activity::kPreparing, k);
      prepare_objective(training_, k, batches_, setup_.state, setup_.communicator);
    }
    observers_.on_activity(Activity::kTraining, k);
    learner.update(batches_, position, training_.shared);
    reports_.push(position, learner.tail(), training_.shared.not_finite);
  }
}

void Trainer::absorb_through(int64_t step) {
  for (const UpdateReport& report : reports_.pop_through(step)) {
    if (!report.finite) {
      // The checkpoint under way is of weights that were finite.
      observers_.on_activity(Activity::kSaving, std::nullopt);
      saver_.finish();
      // All ranks come here. One that left before rank 0 has saved would break the sums under way,
      // and with them end rank 0.
      setup_.communicator.barrier();
      const Learner& learner = training_.learners[report.position.objective];
      throw_divergence(report, learner.objective(),
                       learner.learning_rate(report.position.own_step));
    }
    stopping_ = stopping_ || report.stop_requested;
    window_.add(report);
  }
}

void Trainer::report_and_save() {
  const bool is_last = step() == training_.shape.steps;
  const auto is_due = [&](int64_t every) { return is_last || step() % every == 0; };
  const bool reports = is_due(options().report.every);
  const bool evaluates = is_due(options().evaluation.every);
  const bool samples = is_due(options().samples.every);
  bool saves = is_due(options().checkpoint.every);
  if (!(reports || evaluates || samples || saves)) return;
  // Before anything is written, grids and records of evaluations as well.
  saver_.check_owner();
  {
    // Only where something is written does the host wait for the device: for its part of the steps.
    const ScopeClock rest_of_steps(window_.times().total);
    wait_for_device(step());
  }
  StepReport report = reports ? window_.take() : StepReport{};
  if (evaluates) {
    const NamedValues measured = evaluate();
    // All ranks were given the values of rank 0: all save, or none.
    if (auto best = best_.improvement(step(), measured, training_.best)) {
      training_.best = std::move(best);
      saves = true;
    }
    report.values.insert(report.values.end(), measured.begin(), measured.end());
    // Again, since that takes its time: lines of two jobs in one file are in no order.
    saver_.check_owner();
  }
  if (!report.values.empty()) {
    observers_.on_report(step(), report.values, report.times);
  }
  // The checkpoint last: what else belongs to its step is then made durable with it.
  if (samples) show_samples();
  if (saves) save(true);
}

NamedValues Trainer::evaluate() {
  observers_.on_activity(Activity::kEvaluating, std::nullopt);
  const AveragedWeights averaged(training_.learners, training_.parameters);
  return evaluate_run({setup_.configuration, setup_.data, setup_.state, setup_.networks,
                       setup_.numerics, setup_.keep_record},
                      step(), setup_.communicator);
}

void Trainer::show_samples() {
  observers_.on_activity(Activity::kEvaluating, std::nullopt);
  const EvaluationMode mode(setup_.state.model());
  const AveragedWeights averaged(training_.learners, training_.parameters);
  observers_.on_samples(step());
}

void Trainer::save(bool is_due) {
  const ScopeClock whole_save(window_.times().saving);
  saved_step_ = step();
  saver_.save(training_, is_due);
}

}  // namespace tandem
