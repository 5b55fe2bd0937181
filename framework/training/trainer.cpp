#include "framework/training/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"
#include "framework/device/device_memory.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/evaluation_mode.h"
#include "framework/optimization/schedule.h"
#include "framework/runs/run_paths.h"
#include "framework/training/evaluation.h"
#include "framework/training/evaluation_check.h"
#include "framework/training/lanes.h"
#include "framework/training/training_input.h"

namespace tandem {
namespace {

// Steps after which the host looks at what a step computed: late enough not to wait for it.
constexpr int64_t kReportDelay = 2;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

RunShape run_shape(const RunOptions& options, const Communicator& communicator) {
  const int64_t lanes = options.batch.micro_batches / communicator.size();
  return {.seed = static_cast<uint64_t>(options.seed),
          .steps = options.steps,
          .batch_size = options.batch.size,
          .micro_batches = options.batch.micro_batches,
          .first_lane = communicator.rank() * lanes,
          .num_lanes = lanes};
}

void check_rank_count(const RunOptions& options, const Communicator& communicator) {
  if (options.batch.micro_batches % communicator.size() == 0) return;
  std::vector<int64_t> counts;
  for (int64_t n = 1; n <= options.batch.micro_batches; n *= 2) counts.push_back(n);
  throw ConfigError({.what = "the number of ranks must divide batch.micro_batches",
                     .where = "--ranks",
                     .expected = "one of " + joined(counts),
                     .got = std::to_string(communicator.size()),
                     .advice = "Choose another number of ranks."});
}

/// Lets `use` see the moving averages in place of the weights they average.
void with_averages(const std::vector<Learner>& learners, FlatParameters& parameters,
                   const std::function<void()>& use) {
  torch::NoGradGuard no_grad;
  bool averages = false;
  for (const Learner& learner : learners) averages = averages || learner.averages();
  const at::Tensor kept = averages ? parameters.weights().clone() : at::Tensor();
  for (const Learner& learner : learners) learner.write_average(parameters.weights());
  {
    // A gradient penalty is evaluated as well, which needs gradients of its own.
    const torch::AutoGradMode with_gradients(true);
    use();
  }
  if (averages) parameters.weights().copy_(kept);
}

}  // namespace

Trainer::Trainer(TrainerParts parts)
    : parts_(std::move(parts)),
      shape_(run_shape(parts_.configuration.options(), parts_.communicator)),
      phases_(parts_.configuration.phases()),
      best_is_highest_(best_direction(parts_.configuration.options(), parts_.state.model(),
                                      parts_.state.objectives()) == Direction::kHigher) {
  check_rank_count(parts_.configuration.options(), parts_.communicator);
  const auto options = parts_.state.parameters().weights().options();
  shared_ = {at::zeros({1}, options), at::zeros({1}, options),
             make_lanes(parts_.state.model(), shape_, parts_.state.device()),
             std::vector<Scratch>(static_cast<size_t>(shape_.num_lanes))};
  const auto& objectives = parts_.state.objectives();
  learners_.reserve(objectives.size());
  for (size_t index = 0; index < objectives.size(); ++index) {
    learners_.emplace_back(
        LearnerSetup{objectives[index], index, parts_.configuration.learner(objectives[index].name),
                     shape_, phases_.active_steps(index)},
        parts_.state.parameters(), parts_.communicator);
    windows_.push_back({std::vector<double>(objectives[index].terms.size() + 1), 0});
    updates_before_.push_back(0);
  }
}

void Trainer::restore(int64_t step) {
  CheckpointParts saved = parts_.checkpoints.load(step);
  const auto origin = parts_.checkpoints.directory_of(step);
  torch::NoGradGuard no_grad;
  copy_tensors(saved.tensors[kNetworksPart], parts_.state.parameters().named_tensors(),
               origin / part_file(kNetworksPart));
  for (size_t k = 0; k < learners_.size(); ++k) {
    if (phases_.active_steps_before(k, step) == 0) continue;
    learners_[k].begin(phases_.is_needed_after(k, step));
  }
  copy_tensors(saved.tensors[kTrainingPart], training_tensors(), origin / part_file(kTrainingPart));
  restore_lanes(saved.tensors, shape_, origin, shared_.lanes);
  step_ = saved_step_ = step;
  best_ = saved.best;
  restore_state(saved.state, origin / kStateFile);
}

void Trainer::restore_state(const nlohmann::json& state, const std::filesystem::path& origin) {
  const auto refuse = [&origin](const std::string& cause) {
    throw CheckpointError({.what = "the state is not that of this training: " + cause,
                           .where = origin,
                           .advice = "Load it with the version and configuration that saved it."});
  };
  try {
    for (size_t k = 0; k < learners_.size(); ++k) {
      const std::string& name = learners_[k].objective().name;
      const nlohmann::json& window = state.at("windows").at(name);
      TermWindow saved{window.at("sums").get<std::vector<double>>(), window.at("count")};
      if (saved.sums.size() != windows_[k].sums.size()) refuse("'" + name + "' had other terms");
      windows_[k] = std::move(saved);
      updates_before_[k] = state.at("updates").at(name);
    }
  } catch (const nlohmann::json::exception& error) {
    refuse(error.what());
  }
}

void Trainer::make_loader() {
  const RunOptions& options = parts_.configuration.options();
  loader_ = std::make_unique<SourceLoader>(
      parts_.configuration.data_locations(),
      BatchLoaderOptions{.group = "train",
                         .fields = parts_.configuration.family().data.fields,
                         .seed = shape_.seed,
                         .batch_size = shape_.batch_size,
                         .micro_batches = shape_.micro_batches,
                         .first_lane = shape_.first_lane,
                         .num_lanes = shape_.num_lanes,
                         .resident_bytes = options.data.resident_bytes.value,
                         .window_chunks = options.data.window_chunks,
                         .prefetch_batches = options.data.prefetch_batches,
                         .first_batch = num_batches_drawn()},
      parts_.state.device());
}

int64_t Trainer::num_batches_drawn() const {
  int64_t count = 0;
  for (size_t k = 0; k < learners_.size(); ++k) {
    if (learners_[k].objective().batch_use == BatchUse::kDraws) count += updates_before_[k];
  }
  return count;
}

TrainingEnd Trainer::run(std::vector<Observer*> observers, std::optional<int64_t> until) {
  observers_ = std::move(observers);
  const int64_t last_step = until.value_or(shape_.steps);
  make_loader();
  for (Observer* observer : observers_) observer->on_start(step_);
  while (step_ < last_step && !stopping_) {
    const auto start = std::chrono::steady_clock::now();
    train_step();
    ++step_;
    for (size_t k = 0; k < learners_.size(); ++k) {
      if (!phases_.is_needed_after(k, step_)) learners_[k].end();
    }
    const auto enqueued = std::chrono::steady_clock::now();
    absorb(reports_.pop_through(step_ - 1 - kReportDelay));
    times_.device_wait += seconds_since(enqueued);
    times_.total += seconds_since(start);
    ++times_.num_steps;
    for (Observer* observer : observers_) observer->on_step(step_);
    handle_boundary(/*last=*/step_ == shape_.steps);
  }
  absorb(reports_.pop_through(step_));
  if (saved_step_ != step_) save();
  loader_.reset();
  if (step_ < shape_.steps) return TrainingEnd::kStopped;
  const std::string& best = parts_.configuration.options().checkpoint.best;
  if (!best.empty() && !best_ && parts_.communicator.rank() == 0) {
    log_warning("checkpoint.best: no evaluation gave a finite " + best);
  }
  return TrainingEnd::kDone;
}

void Trainer::train_step() {
  if (parts_.stop_requested()) shared_.stop.fill_(1);
  for (Scratch& scratch : shared_.scratch) scratch.clear();
  std::vector<Batch> batches;
  for (size_t k = 0; k < learners_.size(); ++k) {
    if (!phases_.is_active(k, step_)) continue;
    Learner& learner = learners_[k];
    UpdatePosition position{.step = step_, .own_step = phases_.active_steps_before(k, step_)};
    const int64_t num_updates = learner.objective().updates(position.own_step);
    for (; position.update < num_updates; ++position.update) {
      const auto start = std::chrono::steady_clock::now();
      if (learner.objective().batch_use == BatchUse::kDraws) {
        batches = loader_->next();
        times_.data_wait += seconds_since(start);
        batches = training_input(batches, parts_.configuration.options().data.augment,
                                 parts_.state.pixel_range(), shape_, {step_, k, position.update});
      }
      position.num_updates = updates_before_[k]++;
      if (position.num_updates == 0) prepare(learner, k, batches);
      learner.update(batches, position, shared_);
      reports_.push(step_, k, position.update, learner.tail(), shared_.not_finite);
      times_.update += seconds_since(start);
    }
  }
}

void Trainer::prepare(const Learner& learner, size_t index, const std::vector<Batch>& batches) {
  const torch::NoGradGuard no_grad;
  FlatParameters& parameters = parts_.state.parameters();
  if (parts_.communicator.rank() == 0) {
    seed_generators(parts_.state.device(), mix_seed(Stream::kPreparation, shape_.seed, index));
    parts_.state.model().prepare(learner.objective().name,
                                 batches.empty() ? Batch() : batches.front(),
                                 learner.context(0, shared_));
  }
  parts_.communicator.broadcast(parameters.weights(), 0);
  if (parameters.buffers().numel() > 0) parts_.communicator.broadcast(parameters.buffers(), 0);
  for (at::Tensor buffer : parameters.integer_buffers()) parts_.communicator.broadcast(buffer, 0);
}

void Trainer::absorb(const std::vector<UpdateReport>& reports) {
  for (const UpdateReport& report : reports) {
    if (!report.finite) report_divergence(report);
    stopping_ = stopping_ || report.stop_requested;
    TermWindow& window = windows_[report.learner];
    for (size_t i = 0; i < report.terms.size(); ++i) {
      window.sums[i] += static_cast<double>(report.terms[i]);
    }
    ++window.count;
  }
}

void Trainer::report_divergence(const UpdateReport& report) const {
  const Objective& objective = learners_[report.learner].objective();
  std::string cause = "the gradient (every loss term was finite)";
  for (size_t i = report.terms.size(); i-- > 0;) {
    if (std::isfinite(report.terms[i])) continue;
    cause = "term '" + (i < objective.terms.size() ? objective.terms[i] : "loss") + "'";
  }
  throw DivergedError(
      {.what = "the training diverged: " + cause + " of objective '" + objective.name +
               "' is not finite in step " + std::to_string(report.step + 1) + ", update " +
               std::to_string(report.update + 1),
       .where = "learners." + objective.name,
       .advice = "The last checkpoint is untouched. Lower learning_rate, set clip_norm, or look at "
                 "the metrics before this step."});
}

void Trainer::handle_boundary(bool last) {
  const RunOptions& options = parts_.configuration.options();
  const auto due = [&](int64_t every) { return last || step_ % every == 0; };
  const bool reports = due(options.report.every);
  const bool evaluates = due(options.evaluation.every);
  const bool samples = due(options.samples.every);
  bool saves = due(options.checkpoint.every);
  if (!(reports || evaluates || samples || saves)) return;
  absorb(reports_.pop_through(step_));
  NamedValues values;
  const StepTimes times = reports ? take_times() : StepTimes{};
  if (reports) values = window_means();
  if (evaluates) {
    const NamedValues test = evaluate();
    saves = note_best(test) || saves;
    values.insert(values.end(), test.begin(), test.end());
  }
  if (!values.empty()) {
    for (Observer* observer : observers_) observer->on_report(step_, values, times);
  }
  if (samples) {
    const EvaluationMode mode(parts_.state.model());
    with_averages(learners_, parts_.state.parameters(), [&] {
      for (Observer* observer : observers_) observer->on_samples(step_);
    });
  }
  if (saves) save();
}

bool Trainer::note_best(const NamedValues& values) {
  const CheckpointOptions& options = parts_.configuration.options().checkpoint;
  if (options.best.empty()) return false;
  // In a phase that does not train its objective the metric is not there.
  for (const auto& [name, value] : values) {
    if (name != options.best || !std::isfinite(value)) continue;
    const bool is_better =
        !best_ || (best_is_highest_ ? value > best_->value : value < best_->value);
    if (is_better) best_ = {step_, name, value};
    return is_better;
  }
  return false;
}

NamedValues Trainer::window_means() {
  NamedValues values;
  for (size_t k = 0; k < learners_.size(); ++k) {
    const Objective& objective = learners_[k].objective();
    TermWindow& window = windows_[k];
    if (window.count == 0) continue;
    for (size_t i = 0; i < window.sums.size(); ++i) {
      const std::string term = i < objective.terms.size() ? objective.terms[i] : "loss";
      values.emplace_back(objective.name + "/" + term,
                          window.sums[i] / static_cast<double>(window.count));
    }
    values.emplace_back(
        objective.name + "/learning_rate",
        learning_rate_at(learners_[k].options(), phases_.active_steps_before(k, step_) - 1,
                         phases_.active_steps(k)));
    window = {std::vector<double>(window.sums.size()), 0};
  }
  return values;
}

NamedValues Trainer::evaluate() {
  NamedValues values;
  with_averages(learners_, parts_.state.parameters(), [&] {
    values = evaluate_run({parts_.configuration, parts_.data, parts_.state, parts_.features}, step_,
                          parts_.communicator);
  });
  return values;
}

StepTimes Trainer::take_times() {
  StepTimes times = times_;
  double reduction_seconds = 0;
  for (Learner& learner : learners_) reduction_seconds += learner.reduction_seconds();
  times.reduction = reduction_seconds - reduction_seconds_before_;
  reduction_seconds_before_ = reduction_seconds;
  times.samples_per_second = static_cast<double>(times.num_steps * shape_.batch_size) / times.total;
  times.peak_device_bytes = peak_device_bytes(parts_.state.device());
  times_ = {};
  return times;
}

NamedTensors Trainer::training_tensors() const {
  NamedTensors tensors;
  for (const Learner& learner : learners_) tensors.merge(learner.state());
  return tensors;
}

void Trainer::save() {
  for (Observer* observer : observers_) observer->on_saving(step_);
  const auto lanes = gather_lanes(shared_.lanes, shape_, parts_.communicator);
  if (parts_.communicator.rank() == 0) {
    CheckpointParts parts;
    parts.tensors = lanes;
    FlatParameters& parameters = parts_.state.parameters();
    parts.tensors[kNetworksPart] = parameters.named_tensors();
    parts.tensors[kTrainingPart] = training_tensors();
    at::Tensor averaged = parameters.weights().clone();
    bool averages = false;
    nlohmann::json windows;
    nlohmann::json updates;
    for (size_t k = 0; k < learners_.size(); ++k) {
      averages = averages || learners_[k].averages();
      learners_[k].write_average(averaged);
      windows[learners_[k].objective().name] = {{"sums", windows_[k].sums},
                                                {"count", windows_[k].count}};
      updates[learners_[k].objective().name] = updates_before_[k];
    }
    if (averages) parts.tensors[kAveragePart] = parameters.named_tensors(averaged);
    parts.state = {{"step", step_}, {"windows", windows}, {"updates", updates}};
    parts.best = best_;
    parts_.checkpoints.save(step_, parts);
  }
  saved_step_ = step_;
  for (Observer* observer : observers_) observer->on_checkpoint(step_);
}

}  // namespace tandem
