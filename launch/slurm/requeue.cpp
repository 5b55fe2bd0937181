#include "launch/slurm/requeue.h"

#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <string_view>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "launch/interruption.h"
#include "launch/job/child_process.h"
#include "launch/job/slurm_allocation.h"
#include "launch/job/timed_answer.h"
#include "launch/job/unblocked_output.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

/// A terminal that nobody reads must not keep the job from being started again.
void say(const std::string& text) {
  UnblockedOutput(STDERR_FILENO, kOutputPatience) << "tandem: " << text << '\n';
}

/// What a record holds: steps and how often; zeros for none and for one that is damaged, which
/// costs no more than a start too many.
std::pair<int64_t, int64_t> read_requeues(const std::filesystem::path& record) {
  if (status_of(record).type() == std::filesystem::file_type::not_found) return {};
  const std::string text = read_file(record);
  int64_t steps = 0;
  int64_t times = 0;
  const char* const last = text.data() + text.size();
  const auto first = std::from_chars(text.data(), last, steps);
  if (first.ptr == last || *first.ptr != ' ') return {};
  std::from_chars(first.ptr + 1, last, times);
  return {steps, times};
}

/// What is read or written where the work lies. Throws FileError where that does not answer. A stop
/// that was asked for, and still waits, does not end it: for that the job is started again.
template <class Call>
auto answer_there(const RequeueProgress& progress, Call call) {
  constexpr std::chrono::minutes kMostTime{1};
  auto answer = answer_within(kMostTime, std::move(call));
  if (answer) return *answer;
  throw FileError({.what = "does not answer",
                   .where = progress.record.parent_path(),
                   .advice = "Once it does, `scontrol requeue` the job, or resume by hand."});
}

void ask_slurm(const CommandCall& call, const RequeueProgress& progress) {
  const int64_t steps = answer_there(progress, progress.steps);
  // A run that has come to its --until is stopped, too, but has no more to do.
  if (steps >= progress.last_step) return;
  const SlurmAllocation allocation = slurm_allocation().value();
  const std::string job = "job " + allocation.job;
  const CapturedOutput shown =
      capture_output({"scontrol", "--oneliner", "show", "job", allocation.job});
  if (!shown.end.is_success() || !may_be_requeued(shown.text)) {
    return say(job + " is not started again: Slurm is ending it for good");
  }
  const auto most = call.get<int64_t>("max-requeues");
  // Counted first: behind the call this process lives for a moment only.
  const auto count = [record = progress.record, steps, most] {
    return count_requeue(record, steps, most);
  };
  if (!answer_there(progress, count)) {
    return say(job + " is not started again: it was " + std::to_string(most) +
               " times without a newer checkpoint");
  }
  // Before the call, after which there may be no time to say anything.
  say("asking Slurm to start " + job + " again");
  const CapturedOutput answer = capture_output({"scontrol", "requeue", allocation.job});
  if (answer.end.is_success()) return;
  say(job + " is not started again: " + printable_line(answer.text));
}

}  // namespace

void add_requeue_limit(po::options_description& options) {
  options.add_options()(
      "max-requeues", po::value<int64_t>()->value_name("N")->default_value(3),
      "so often in a row Slurm is asked to start the job again without a newer checkpoint");
}

void add_requeue_options(po::options_description& options) {
  options.add_options()("requeue",
                        "when Slurm ends the job before the work is done, ask it to start the job "
                        "again: for the batch scripts that `tandem submit` writes");
  add_requeue_limit(options);
}

ExitCode code_or_stopped(const std::function<ExitCode()>& work) {
  try {
    return work();
  } catch (const Interrupted& interrupted) {
    say(interrupted.what());
    return ExitCode::kStopped;
  }
}

bool count_requeue(const std::filesystem::path& record, int64_t steps, int64_t most) {
  const auto [steps_before, times] = read_requeues(record);
  const int64_t now = steps == steps_before ? times + 1 : 1;
  if (now > most) return false;
  make_directories(record.parent_path());  // nothing may have been done yet
  replace_file(record, std::to_string(steps) + " " + std::to_string(now) + "\n");
  return true;
}

bool may_be_requeued(const std::string& description) {
  constexpr std::string_view kState = "JobState=";
  const size_t found = description.find(kState);
  if (found == std::string::npos) return false;
  const size_t begin = found + kState.size();
  const std::string state = description.substr(begin, description.find(' ', begin) - begin);
  return state == "RUNNING" || state == "SIGNALING";
}

void requeue_job(const CommandCall& call, const RequeueProgress& progress) {
  if (!call.has("requeue")) return;
  if (!is_in_allocation()) {
    throw UsageError({.what = "there is no job of Slurm to start again", .where = "--requeue"});
  }
  try {
    ask_slurm(call, progress);
  } catch (const Error& error) {
    // The work was stopped as it should be, which is what the exit code is to say.
    say(std::string("the job is not started again: ") + error.what());
  }
}

}  // namespace tandem
