#include "framework/training/trainer.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

#include "framework/core/log.h"
#include "framework/core/seed.h"
#include "framework/device/device_usage.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/evaluation_mode.h"
#include "framework/training/averaged_weights.h"
#include "framework/training/evaluation.h"
#include "framework/training/evaluation_check.h"
#include "framework/training/lanes.h"
#include "framework/training/training_input.h"

namespace tandem {
namespace {

// Steps after which the host looks at what a step computed: late enough not to wait for it.
constexpr int64_t kReportDelay = 2;

RunShape run_shape(const RunOptions& options, const Communicator& communicator) {
  const int64_t lanes = options.batch.micro_batches / communicator.size();
  return {.seed = static_cast<uint64_t>(options.seed),
          .steps = options.steps,
          .batch_size = options.batch.size,
          .micro_batches = options.batch.micro_batches,
          .first_lane = communicator.rank() * lanes,
          .num_lanes = lanes};
}

/// Before the first step: learners that have not begun, nothing counted.
TrainingState initial_state(const TrainerParts& parts, const PhasePlan& phases) {
  FlatParameters& parameters = parts.state.parameters();
  const auto options = parameters.weights().options();
  const RunShape shape = run_shape(parts.configuration.options(), parts.communicator);
  TrainingState training{
      .shape = shape,
      .parameters = parameters,
      .shared = {.not_finite = at::zeros({1}, options),
                 .stop = at::zeros({1}, options),
                 .lanes = make_lanes(parts.state.model(), shape, parts.state.device()),
                 .scratch = std::vector<Scratch>(static_cast<size_t>(shape.num_lanes))}};
  const std::vector<Objective>& objectives = parts.state.objectives();
  for (size_t k = 0; k < objectives.size(); ++k) {
    training.learners.emplace_back(
        LearnerSetup{objectives[k], parts.configuration.learner(objectives[k].name), shape,
                     phases.active_steps(k)},
        parameters, parts.communicator);
    training.windows.emplace_back(objectives[k]);
    training.updates.push_back(0);
  }
  return training;
}

/// Batches of the training set, from the first one that was not drawn yet.
std::unique_ptr<SourceLoader> make_loader(const TrainerParts& parts,
                                          const TrainingState& training) {
  // The position in the data follows from the counts of updates: a checkpoint keeps none.
  int64_t num_drawn = 0;
  for (size_t k = 0; k < training.learners.size(); ++k) {
    const bool draws = training.learners[k].objective().batch_use == BatchUse::kDraws;
    if (draws) num_drawn += training.updates[k];
  }
  const DataOptions& data = parts.configuration.options().data;
  return std::make_unique<SourceLoader>(
      parts.configuration.data_locations(),
      BatchLoaderOptions{.group = "train",
                         .fields = parts.configuration.family().data.fields,
                         .seed = training.shape.seed,
                         .batch_size = training.shape.batch_size,
                         .micro_batches = training.shape.micro_batches,
                         .first_lane = training.shape.first_lane,
                         .num_lanes = training.shape.num_lanes,
                         .resident_bytes = data.resident_bytes.value,
                         .window_chunks = data.window_chunks,
                         .prefetch_batches = data.prefetch_batches,
                         .first_batch = num_drawn},
      parts.state.device());
}

/// What an objective needs before its first update: rank 0 does it, the others take it over.
void prepare(const TrainerParts& parts, TrainingState& training, size_t k,
             const std::vector<Batch>& micro_batches) {
  const torch::NoGradGuard no_grad;
  const Learner& learner = training.learners[k];
  // Rank 0 has the first lane at any number of ranks: the same micro-batch prepares.
  if (parts.communicator.rank() == 0) {
    seed_generators(parts.state.device(), mix_seed(Stream::kPreparation, training.shape.seed, k));
    parts.state.model().prepare(learner.objective().name,
                                micro_batches.empty() ? Batch() : micro_batches.front(),
                                learner.context(0, training.shared));
  }
  FlatParameters& parameters = training.parameters;
  parts.communicator.broadcast(parameters.weights(), 0);
  if (parameters.buffers().numel() > 0) parts.communicator.broadcast(parameters.buffers(), 0);
  for (at::Tensor buffer : parameters.integer_buffers()) parts.communicator.broadcast(buffer, 0);
}

}  // namespace

Trainer::Trainer(TrainerParts parts)
    : parts_(std::move(parts)),
      phases_(parts_.configuration.phases()),
      best_is_highest_(best_direction(parts_.configuration.options(), parts_.state.model(),
                                      parts_.state.objectives(),
                                      provided_by(parts_.features)) == Direction::kHigher),
      training_(initial_state(parts_, phases_)),
      saver_(parts_.checkpoints) {}

void Trainer::restore(int64_t step) {
  restore_training(parts_.checkpoints, step, phases_, parts_.communicator, training_);
  saved_step_ = step;
}

TrainingEnd Trainer::run(std::vector<Observer*> observers, std::optional<int64_t> until) {
  observers_ = std::move(observers);
  const int64_t steps = training_.shape.steps;
  // Where this job stops. The length of the run, over which schedules go, stays what it is.
  const int64_t last_step = until.value_or(steps);
  loader_ = make_loader(parts_, training_);
  for (Observer* observer : observers_) observer->on_start(step());
  while (step() < last_step && !stopping_) {
    train_step();
    has_stepped_ = true;
    for (Observer* observer : observers_) observer->on_step(step());
    look_after_saving();
    report_and_save();
  }
  // Before the checkpoint: what is not finite is not saved.
  absorb_through(step());
  // It is there already where one was due in this step, or where no step was left to make.
  if (saved_step_ != step()) save(false);
  // The run has ended when its last checkpoint is in its place.
  finish_saving();
  loader_.reset();
  if (step() < steps) return TrainingEnd::kStopped;
  const std::string& best = options().checkpoint.best;
  if (!best.empty() && !training_.best && parts_.communicator.rank() == 0) {
    log_warning("checkpoint.best: no evaluation gave a finite " + best);
  }
  return TrainingEnd::kDone;
}

void Trainer::let_saving_end() {
  constexpr std::chrono::seconds kMoment{30};
  begin(Activity::kSaving);
  if (!saver_.is_done_within(kMoment)) log_warning("the checkpoint under way is given up");
}

void Trainer::begin(Activity activity, std::optional<size_t> objective) {
  // Data are read and kernels set up within the first step.
  if (activity == Activity::kTraining && !has_stepped_) activity = Activity::kPreparing;
  for (Observer* observer : observers_) observer->on_activity(activity, objective);
}

void Trainer::train_step() {
  const ScopeClock whole_step(times_.total);
  // The next sum tells the other ranks.
  if (parts_.stop_requested()) training_.shared.stop.fill_(1);
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
  const ScopeClock wait(times_.device_wait);
  absorb_through(step() - 1 - kReportDelay);
  ++times_.num_steps;
}

void Trainer::make_updates(size_t k) {
  Learner& learner = training_.learners[k];
  begin(Activity::kTraining, k);
  UpdatePosition position{
      .step = step(), .objective = k, .own_step = phases_.active_steps_before(k, step())};
  const int64_t num_updates = learner.objective().updates(position.own_step);
  for (; position.update < num_updates; ++position.update) {
    const ScopeClock whole_update(times_.update);
    if (learner.objective().batch_use == BatchUse::kDraws) {
      {
        const ScopeClock wait(times_.data_wait);
        batches_ = loader_->next();
      }
      // Objectives that reuse the batch see it as it is augmented here.
      batches_ = training_input(batches_, options().data.augment, parts_.state.pixel_range(),
                                training_.shape, position);
    }
    position.num_updates = training_.updates[k]++;
    if (position.num_updates == 0) {
      begin(Activity::kPreparing, k);
      prepare(parts_, training_, k, batches_);
    }
    begin(Activity::kTraining, k);
    learner.update(batches_, position, training_.shared);
    reports_.push(position, learner.tail(), training_.shared.not_finite);
  }
}

void Trainer::absorb_through(int64_t step) {
  for (const UpdateReport& report : reports_.pop_through(step)) {
    const size_t k = report.position.objective;
    if (!report.finite) {
      // The checkpoint under way is of weights that were finite.
      begin(Activity::kSaving);
      finish_saving();
      throw_divergence(report, training_.learners[k].objective());
    }
    stopping_ = stopping_ || report.stop_requested;
    training_.windows[k].add(report.terms);
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
  // Only where something is written does the host wait for the device.
  absorb_through(step());
  NamedValues values;
  const StepTimes times = reports ? take_times() : StepTimes{};
  if (reports) values = window_means();
  if (evaluates) {
    const NamedValues measured = evaluate();
    // In this order: the best one is noted also where a checkpoint is due anyway.
    saves = note_best(measured) || saves;
    values.insert(values.end(), measured.begin(), measured.end());
  }
  if (!values.empty()) {
    for (Observer* observer : observers_) observer->on_report(step(), values, times);
  }
  // The checkpoint last: what else belongs to its step is then made durable with it.
  if (samples) show_samples();
  if (saves) save(true);
}

NamedValues Trainer::window_means() {
  NamedValues values;
  for (size_t k = 0; k < training_.learners.size(); ++k) {
    const Learner& learner = training_.learners[k];
    // A phase may not train the objective.
    if (training_.windows[k].is_empty()) continue;
    for (auto& mean : training_.windows[k].take_means()) values.push_back(std::move(mean));
    // Of the last step in which it was trained.
    values.emplace_back(learner.objective().name + "/learning_rate",
                        learner.learning_rate(phases_.active_steps_before(k, step()) - 1));
  }
  return values;
}

NamedValues Trainer::evaluate() {
  begin(Activity::kEvaluating);
  const AveragedWeights averaged(training_.learners, training_.parameters);
  return evaluate_run({parts_.configuration, parts_.data, parts_.state, parts_.features,
                       parts_.numerics, parts_.keep_record},
                      step(), parts_.communicator);
}

bool Trainer::note_best(const NamedValues& values) {
  const std::string& metric = options().checkpoint.best;
  if (metric.empty()) return false;
  // In a phase that does not train its objective the metric is not there.
  for (const auto& [name, value] : values) {
    if (name != metric || !std::isfinite(value)) continue;
    std::optional<BestCheckpoint>& best = training_.best;
    // All ranks were given the values of rank 0: all save, or none.
    const bool is_better = !best || (best_is_highest_ ? value > best->value : value < best->value);
    if (is_better) best = {step(), name, value};
    return is_better;
  }
  return false;
}

void Trainer::show_samples() {
  begin(Activity::kEvaluating);
  const EvaluationMode mode(parts_.state.model());
  const AveragedWeights averaged(training_.learners, training_.parameters);
  for (Observer* observer : observers_) observer->on_samples(step());
}

void Trainer::save(bool is_due) {
  const ScopeClock whole_save(times_.saving);
  begin(Activity::kSaving);
  // One at a time: each holds a copy of all that it saves.
  finish_saving();
  saved_step_ = step();
  auto checkpoint = seal_training(training_, parts_.communicator);
  if (!checkpoint) return;
  // Before a line tells of it: another job may have taken the run over.
  parts_.checkpoints.check_owner();
  const CheckpointRecord record = record_of(checkpoint->manifest, training_);
  for (Observer* observer : observers_) observer->on_saving(record, is_due);
  saver_.start(std::move(*checkpoint));
  if (!options().checkpoint.background) finish_saving();
}

void Trainer::look_after_saving() {
  tell_of_saved(saver_.poll());
  const SupervisionOptions& supervision = options().supervision;
  if (supervision.patience_seconds == 0) return;
  if (saver_.age() < std::chrono::seconds(supervision.saving_patience_seconds)) return;
  begin(Activity::kSaving);  // whoever watches this rank sees that it does not end
  finish_saving();
}

void Trainer::tell_of_saved(std::optional<int64_t> step) {
  if (!step) return;
  for (Observer* observer : observers_) observer->on_checkpoint(*step);
}

StepTimes Trainer::take_times() {
  StepTimes times = times_;
  double reduction_seconds = 0;
  for (Learner& learner : training_.learners) reduction_seconds += learner.reduction_seconds();
  times.reduction = reduction_seconds - reduction_seconds_before_;
  reduction_seconds_before_ = reduction_seconds;
  const auto num_samples = static_cast<double>(times.num_steps * training_.shape.batch_size);
  times.samples_per_second = num_samples / times.total;
  times.peak_device_bytes = peak_device_bytes(parts_.state.device());
  times_ = {};
  return times;
}

}  // namespace tandem
