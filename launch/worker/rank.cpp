#include "launch/worker/rank.h"

#include <ATen/ATen.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "experiments/family_table.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/process.h"
#include "framework/data/storage/data_sources.h"
#include "framework/distributed/followed_communicator.h"
#include "framework/runs/evaluation_record.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "framework/training/observer_kind.h"
#include "framework/training/trainer.h"
#include "launch/run_span.h"
#include "launch/worker/device.h"
#include "launch/worker/failure_text.h"
#include "launch/worker/numerics.h"
#include "launch/worker/opened_data.h"
#include "launch/worker/position_observer.h"
#include "launch/worker/preflight.h"
#include "launch/worker/rank_watch.h"
#include "launch/worker/rewind.h"
#include "launch/worker/run_facts.h"
#include "launch/worker/status_writer.h"

namespace tandem {
namespace {

RankState state_of(TrainingEnd end) {
  return end == TrainingEnd::kDone ? RankState::kDone : RankState::kStopped;
}

/// Ends this process after a while, whatever keeps it from ending by itself: the file system of the
/// run, or a lock in the loader of libraries.
void arm_end() {
  constexpr std::chrono::seconds kMostTime{15};
  try {
    std::thread([kMostTime] {
      std::this_thread::sleep_for(kMostTime);
      ::_exit(static_cast<int>(ExitCode::kRankLost));
    }).detach();
  } catch (const std::system_error&) {
    // Without a thread to spare the process ends by itself, unless something keeps it.
  }
}

/// Says how a rank failed and ends all ranks. While all that the rank has is still there: to take
/// it down may mean to wait for a thread that hangs. `error` is being handled.
[[noreturn]] void fail(const std::exception& error, ExitCode code, StatusWriter& status,
                       const MpiSession& session) {
  arm_end();
  log_error(error.what());
  status.finish(RankState::kFailed, failure_text(), code);
  session.abort(static_cast<int>(code));
}

/// Ends this process with what its status says, while its other threads hang; the launcher ends
/// the other ranks. To be called behind arm_end.
[[noreturn]] void end_hanging(const std::string& what, const std::string& all_threads,
                              StatusWriter& status) {
  // The other ranks of the node are given the time to say where they are.
  constexpr std::chrono::milliseconds kTimeOfOthers{1500};
  if (!what.empty()) status.finish(RankState::kFailed, what, ExitCode::kRankLost);
  log_error((what.empty() ? "another rank found that a rank does not go on\n" : what) +
            "threads:\n" + all_threads);
  std::this_thread::sleep_for(kTimeOfOthers);
  // Not exit, whose handlers may wait for what hangs, nor MPI_Abort, which belongs to the main
  // thread (MPI_THREAD_FUNNELED).
  ::_exit(static_cast<int>(ExitCode::kRankLost));
}

std::vector<std::string> objective_names(const RunConfiguration& configuration) {
  std::vector<std::string> names;
  for (const LearnerDefaults& learner : configuration.family().learners()) {
    names.push_back(learner.objective);
  }
  return names;
}

RankStatus first_status(const RankTask& task, const MpiSession& session,
                        const RunOptions& options) {
  RankStatus status;
  status.rank = static_cast<int>(session.rank());
  status.host = host_name();
  status.pid = ::getpid();
  status.token = task.token;
  status.steps = options.steps;
  status.memory_bytes = usable_memory_bytes();
  return status;
}

/// The work of a rank, from its configuration to the end of its training.
class RankRun {
 public:
  RankRun(const RankTask& task, const RunConfiguration& configuration, const MpiSession& session,
          const StopRequest& stop, StatusWriter& status)
      : task_(task),
        paths_{task.run},
        configuration_(configuration),
        session_(session),
        stop_(stop),
        status_(status),
        device_(choose_device(configuration.options().device, session.local_rank())),
        board_(session.position_board()),
        progress_(*board_, configuration.options().supervision, objective_names(configuration),
                  device_.is_cuda()),
        watch_(watch_setup()),
        joined_(
            join_ranks(device_, configuration.options().ranks, session, communicator_options())),
        communicator_(make_followed(std::move(joined_.communicator), board_->own())),
        data_(opened_data(configuration)) {}

  TrainingEnd train() {
    const RunOptions& options = configuration_.options();
    check_precision(device_, options.numerics.precision);
    const int64_t start_step = agreed_start_step();
    check_span(start_step, task_.until, options.steps);
    RunManifest manifest(task_.run);
    const std::string numerics = numerics_identity(options.numerics, device_);
    const Preflight checked = preflight({.configuration = configuration_,
                                         .data = data_,
                                         .ranks = *communicator_,
                                         .numerics = numerics,
                                         .continued = Continuation{paths_, manifest, start_step}});
    CheckpointStore store(paths_.checkpoints(), options.checkpoint.keep,
                          [this] { owner_->check(); });
    Trainer trainer({configuration_, data_, *checked.state, *communicator_, store,
                     [this] { return stop_.requested(); }, checked.networks.get(), numerics,
                     [this](const EvaluationRecord& record) { write_record(task_.run, record); }});
    if (start_step > 0) trainer.restore(start_step);
    communicator_->barrier();  // every rank has found all in order: from here on things change
    if (session_.rank() == 0) {
      owner_.emplace(task_.run);
      prepare_directory(start_step);
      manifest.start(
          run_facts(configuration_, checked.data_digests, checked.networks_identity),
          began(run_start(joined_.places, numerics, device_versions(device_), start_step)));
    }
    const auto observers = observers_of(*checked.state, start_step);
    const TrainingEnd end = run_trainer(trainer, pointers(observers));
    communicator_->barrier();
    // Behind the barrier: the manifest says so only when every rank has come to its end.
    if (session_.rank() == 0) write_end(manifest, end, trainer.step());
    return end;
  }

 private:
  /// What goes wrong is said here, where the trainer and its threads still are.
  TrainingEnd run_trainer(Trainer& trainer, std::vector<Observer*> observers) {
    try {
      return trainer.run(std::move(observers), task_.until);
    } catch (const DivergedError& error) {
      // Every rank finds it in the same step: a planned end, for which nobody is aborted.
      status_.finish(RankState::kDiverged, error.what(), ExitCode::kDiverged);
      throw;
    } catch (const Error& error) {
      trainer.let_saving_end();
      fail(error, error.exit_code(), status_, session_);
    } catch (const std::exception& error) {
      trainer.let_saving_end();
      fail(error, ExitCode::kInternal, status_, session_);
    }
  }

  RankWatchSetup watch_setup() {
    const bool is_watched = configuration_.options().supervision.patience_seconds > 0;
    return {.tick = [this, is_watched] { status_.tick(*board_, is_watched); },
            .progress = is_watched ? &progress_ : nullptr,
            .on_alarm = arm_end,
            .on_hang =
                [this](const std::string& what, const std::string& all_threads) {
                  end_hanging(what, all_threads, status_);
                }};
  }

  CommunicatorOptions communicator_options() {
    const RunOptions& options = configuration_.options();
    return {.reduction = options.reduction,
            .patience = std::chrono::seconds(options.ranks.patience_seconds),
            .on_end = [this](const Error& error) {
              arm_end();
              status_.finish(RankState::kFailed, error.what(), error.exit_code());
            }};
  }

  RunStart began(RunStart start) const {
    start.cause = task_.cause;
    return start;
  }

  /// The step from which all start is that of rank 0.
  int64_t agreed_start_step() {
    at::Tensor shared =
        at::full({1}, task_.start_step, at::TensorOptions().dtype(at::kLong).device(device_));
    communicator_->broadcast(shared, 0);
    return shared.to(at::kCPU).const_data_ptr<int64_t>()[0];
  }

  /// Brings what is in the run back to the step that it goes on from.
  void prepare_directory(int64_t start_step) const {
    make_folders(task_.run);
    rewind_run(paths_, start_step);
    const std::string yaml = dump_yaml(configuration_.section());
    if (read_file(paths_.config()) != yaml) replace_file(paths_.config(), yaml);
  }

  static void write_end(RunManifest& manifest, TrainingEnd end, int64_t step) {
    try {
      manifest.finish(to_string(state_of(end)), step);
    } catch (const FileError& error) {
      log_warning(error.what());  // what was trained is there all the same
    }
  }

  std::vector<std::unique_ptr<Observer>> observers_of(ModelState& state, int64_t start_step) {
    if (session_.rank() == 0) events_.emplace(task_.run);
    return make_observers({.run = task_.run,
                           .options = configuration_.options(),
                           .state = state,
                           .data = data_,
                           .rank = session_.rank(),
                           .start_step = start_step,
                           .events = events_ ? &*events_ : nullptr});
  }

  std::vector<Observer*> pointers(const std::vector<std::unique_ptr<Observer>>& observers) {
    std::vector<Observer*> all;
    all.push_back(&position_);
    for (const auto& observer : observers) all.push_back(observer.get());
    // Last: it names grids that an observer before it writes.
    all.push_back(&status_);
    return all;
  }

  const RankTask& task_;
  RunPaths paths_;
  const RunConfiguration& configuration_;
  const MpiSession& session_;
  const StopRequest& stop_;
  StatusWriter& status_;
  at::Device device_;
  std::unique_ptr<PositionBoard> board_;
  PositionObserver position_{board_->own()};
  ProgressWatch progress_;
  RankWatch watch_;  // begins before, and ends behind, whatever follows and may hang
  JoinedRanks joined_;
  std::unique_ptr<Communicator> communicator_;
  DataSources data_;
  std::optional<EventWriter> events_;
  std::optional<RunOwner> owner_;  // of rank 0
};

}  // namespace

int run_rank(const RankTask& task, const MpiSession& session, const StopRequest& stop) {
  const auto rank = session.rank();
  const RunPaths paths{task.run};
  const RunConfiguration configuration =
      RunConfiguration::of_run(task.run, task.overrides, all_families());
  const RunOptions& options = configuration.options();
  set_numerics_environment(options.numerics);
  configure_numerics(options.numerics);
  open_log(paths.rank_log(static_cast<int>(rank)));
  // Before ranks wait for each other: the launcher passes no request to stop on until each of them
  // has said a word.
  StatusWriter status(task.run, first_status(task, session, options), options.batch.size,
                      session.size());
  const bool keeps_code = session.may_end_with_code();
  try {
    RankRun run(task, configuration, session, stop, status);
    const TrainingEnd end = run.train();
    const bool done = end == TrainingEnd::kDone;
    const ExitCode code = done ? ExitCode::kDone : ExitCode::kStopped;
    const bool is_known = status.finish(state_of(end), "", code);
    return keeps_code || !is_known ? static_cast<int>(code) : 0;
  } catch (const DivergedError& error) {
    log_error(error.what());
    const bool is_known = status.finish(RankState::kDiverged, error.what(), ExitCode::kDiverged);
    return keeps_code || !is_known ? static_cast<int>(ExitCode::kDiverged) : 0;
  } catch (const Error& error) {
    fail(error, error.exit_code(), status, session);
  } catch (const std::exception& error) {
    fail(error, ExitCode::kInternal, status, session);
  }
}

}  // namespace tandem
