// evaluate: everything that can be measured of trained models on a split.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/text.h"
#include "framework/metrics/evaluation.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/model/capabilities.h"
#include "framework/model/evaluation_mode.h"
#include "framework/report/evaluation_text.h"
#include "framework/runs/run_directory.h"
#include "framework/training/data_identity.h"
#include "framework/training/evaluation.h"
#include "launch/interruption.h"
#include "launch/model_options.h"
#include "launch/worker/device.h"
#include "launch/worker/loaded_run.h"
#include "launch/worker/numerics.h"
#include "launch/worker/opened_networks.h"
#include "launch/worker/output/evaluation_progress.h"
#include "launch/worker/rank_agreement.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

void check_counts(const CommandCall& call) {
  if (call.get<int64_t>("likelihood-samples") < 0) {
    throw UsageError({.what = "--likelihood-samples must be at least 0"});
  }
  if (call.find<int64_t>("samples").value_or(2) < 2) {
    throw UsageError({.what = "--samples must be at least 2"});
  }
  if (call.find<int64_t>("samples").value_or(2) > kMostEvaluationSamples) {
    throw UsageError(
        {.what = "--samples must be at most " + std::to_string(kMostEvaluationSamples)});
  }
}

/// Whether values can be written beside a run, of another user for example; else says so.
bool takes_records(const std::filesystem::path& run) {
  const std::filesystem::path evaluations = RunPaths{run}.evaluations();
  const bool is_there = status_of(evaluations).type() != std::filesystem::file_type::not_found;
  const std::filesystem::path& place = is_there ? evaluations : run;
  if (::access(place.c_str(), W_OK | X_OK) == 0) return true;
  log_warning(place.string() + ": what is measured is not recorded here (" + std::strerror(errno) +
              ")");
  return false;
}

void check_likelihood(const GenerativeModel& model, int64_t num_samples) {
  if (num_samples == 1 && capability<EstimatesPartition>(model) != nullptr) {
    throw ConfigError({.what = "the standard error of log Z needs several draws",
                       .where = "--likelihood-samples",
                       .expected = "at least 2",
                       .got = std::to_string(num_samples),
                       .advice = "About 100 are usual; 0 leaves the likelihood out."});
  }
  if (num_samples == 0 || capability<EstimatesLikelihood>(model) != nullptr ||
      capability<EstimatesPartition>(model) != nullptr) {
    return;
  }
  throw ConfigError({.what = "this family does not estimate likelihoods",
                     .where = "--likelihood-samples",
                     .expected = "a family that can tell how probable an image is"});
}

/// Those of --metrics; none where it is not given.
std::vector<std::string> metric_names(const CommandCall& call) {
  const auto named = call.find<std::string>("metrics");
  return named ? split(*named, ',') : std::vector<std::string>();
}

/// The networks that a call names, by its options.
NamedTexts networks_named_by(const CommandCall& call) {
  NamedTexts named;
  for (const char* option : {kFeaturesField, kClassifierField}) {
    if (const auto name = call.find<std::string>(option)) named.emplace_back(option, *name);
  }
  return named;
}

bool needs_networks(const Metric& metric) {
  return metric.needs.features || metric.needs.logits || metric.needs.classes;
}

/// The networks that the call names, else the run; where neither does and there are images to
/// compare, the one that needs no training, if it takes such images.
std::unique_ptr<MeasuringNetworks> networks_of(const CommandCall& call, LoadedRun& run) {
  const EvaluationOptions& options = run.configuration().options().evaluation;
  NamedNetworks named{call.find<std::string>("features").value_or(options.features),
                      call.find<std::string>("classifier").value_or(options.classifier)};
  if (call.has("features")) named.features_option = "--features";
  if (call.has("classifier")) named.classifier_option = "--classifier";
  GenerativeModel& model = run.state().model();
  const bool makes_images =
      capability<Generates>(model) != nullptr || capability<TranslatesImages>(model) != nullptr;
  const MeasuredModel measured{model, run.data(), run.configuration().family().data.fields,
                               run.state().device(), run.configuration().options().data.path};
  if (!named.features.empty() || !named.classifier.empty()) return open_networks(named, measured);
  if (!makes_images) return nullptr;
  named.features = kDefaultFeatureNetwork;
  try {
    return open_networks(named, measured);
  } catch (const ConfigError&) {
    return nullptr;  // what needs no network can be measured all the same
  }
}

/// A run with all that it is measured by.
struct MeasuredRun {
  MeasuredRun(const std::filesystem::path& path, const LoadChoice& choice,
              const std::optional<at::Device>& device, int64_t local_rank)
      : directory(path), run(path, choice, device, local_rank), mode(run.state().model()) {}

  std::filesystem::path directory;
  LoadedRun run;
  EvaluationMode mode;
  std::shared_ptr<MeasuringNetworks> networks =
      nullptr;  // of the run before, where it has the same
  EvaluationPlan plan = {};
  std::vector<EvaluatedObjective> objectives = {};
};

/// Evaluates runs one after the other, on all ranks together.
class RunEvaluation {
 public:
  RunEvaluation(const CommandCall& call, const Arguments& data_places, const MpiSession& session)
      : call_(call),
        data_places_(data_places),
        session_(session),
        names_(metric_names(call)),
        metrics_(chosen_metrics(names_, Measure::kInEvaluations)) {}

  /// A run that can be measured, as every rank finds, each by the same. Throws Error on all of them
  /// where one finds that it cannot. Collective.
  std::unique_ptr<MeasuredRun> open(const std::filesystem::path& directory) {
    std::unique_ptr<MeasuredRun> opened;
    std::optional<Error> failure;
    try {
      opened = open_alone(directory);
    } catch (const Error& error) {
      failure = error;
    }
    const std::vector<std::string> failures = session_.gather(failure ? failure->what() : "");
    if (failure) throw *failure;
    for (size_t rank = 0; rank < failures.size(); ++rank) {
      if (failures[rank].empty()) continue;
      throw Error(ExitCode::kInputOutput,
                  {.what = "rank " + std::to_string(rank) + " cannot open it",
                   .where = directory,
                   .got = failures[rank]});
    }
    agree(*opened);
    return opened;
  }

  /// Collective.
  EvaluatedRunText measure(MeasuredRun& measured) {
    ModelState& state = measured.run.state();
    EvaluationPlan& plan = measured.plan;
    EvaluationProgress progress(measured.directory.string(), session_.rank() == 0);
    plan.settings.progress = [&](int64_t done, int64_t total) { progress.show(done, total); };
    plan.begins = [&](const Metric& metric) { progress.begin(metric.name); };
    const auto records = evaluate({state.model(), measured.run.data(), measured.objectives}, plan,
                                  *communicator_, metrics_);
    progress.end();
    return {.run = measured.directory,
            .step = measured.run.step(),
            .split = plan.settings.split,
            .records = records};
  }

  /// Throws DataError where a metric that was named could not be measured. On rank 0, since only it
  /// has the records that were known before.
  void check(const EvaluatedRunText& evaluated) const {
    if (!names_.empty() && session_.rank() == 0) check_measured(metrics_, evaluated.records);
  }

 private:
  /// Throws ConfigError where ranks would not measure the same, or not by the same. Collective.
  void agree(MeasuredRun& measured) {
    LoadedRun& run = measured.run;
    const RunConfiguration& configuration = run.configuration();
    if (!communicator_) {
      const RanksOptions& ranks = configuration.options().ranks;
      communicator_ = join_ranks(run.state().device(), ranks, session_,
                                 {.patience = std::chrono::seconds(ranks.patience_seconds)})
                          .communicator;
    }
    check_same_computation(*communicator_, flatten(configuration.section()), numerics_);
    const MeasuredWeights& weights = measured.plan.weights;
    check_agreement(*communicator_, "the data set", weights.data);
    // Of a run that goes on the newest checkpoint may be another one a moment later.
    check_agreement(*communicator_, "the checkpoint",
                    "step " + std::to_string(run.step()) + ", weights " + weights.digest);
    check_agreement(*communicator_, "what images are measured by", seen_);
  }

  std::unique_ptr<MeasuredRun> open_alone(const std::filesystem::path& directory) {
    check_is_run(directory);
    auto opened = std::make_unique<MeasuredRun>(
        directory, load_choice(call_, directory, data_places_), device_, session_.local_rank());
    LoadedRun& run = opened->run;
    take_numerics(run);
    if (std::ranges::any_of(metrics_, needs_networks)) opened->networks = take_networks(run);
    opened->plan = plan_of(directory, run);
    opened->plan.networks = opened->networks.get();
    opened->objectives =
        evaluated_objectives(run.state(), run.configuration().phases(), run.step());
    if (!names_.empty()) {
      check_metrics(metrics_, run.state().model(), opened->objectives,
                    provided_by(opened->networks.get(), opened->plan.likelihood_samples));
    }
    return opened;
  }

  /// A process computes by one set of numerics only.
  void take_numerics(LoadedRun& run) {
    const NumericsOptions& numerics = run.configuration().options().numerics;
    const std::string own = numerics_identity(numerics, run.state().device());
    if (!device_) {
      device_ = run.state().device();
      numerics_ = own;
      isa_ = numerics.isa;
    }
    Problem problem{.what = "the runs compute by different numerics",
                    .where = "numerics",
                    .expected = numerics_,
                    .got = own,
                    .advice = "Evaluate them one by one."};
    if (own != numerics_) throw ConfigError(problem);
    // The process itself tells only the instructions that it was set to by the first run.
    if (numerics.isa == isa_) return;
    problem.where = "numerics.isa";
    problem.expected = "that of the first run";
    problem.got = "another";
    throw ConfigError(problem);
  }

  /// The networks of the run; those of the run before, with what they saw, where they are the same
  /// and see the same data.
  std::shared_ptr<MeasuringNetworks> take_networks(LoadedRun& run) {
    // Opened in any case: only from what it is can be told whether the one before will do.
    std::shared_ptr<MeasuringNetworks> networks = networks_of(call_, run);
    std::string seen = evaluated_data(run.configuration().family(), run.data()) + " by ";
    if (networks) seen += networks->network().identity() + "; ";
    if (networks && networks->classifier()) seen += networks->classifier()->identity();
    if (!networks_ || seen != seen_) networks_ = std::move(networks);
    seen_ = seen;
    return networks_;
  }

  EvaluationPlan plan_of(const std::filesystem::path& directory, LoadedRun& run) {
    EvaluationPlan plan = evaluation_plan(run.configuration(), run.step());
    plan.settings.split = call_.find<std::string>("split").value_or(plan.settings.split);
    plan.num_samples = call_.find<int64_t>("samples").value_or(plan.num_samples);
    plan.likelihood_samples = call_.get<int64_t>("likelihood-samples");
    check_has_split(run.data(), plan.settings.split);
    check_likelihood(run.state().model(), plan.likelihood_samples);
    check_undigested(run.configuration().family(), run.data(), plan.settings.split);
    plan.weights = {.digest = weights_digest(run.state()),
                    .kind = call_.has("raw") ? kRaw : kAsSampled,
                    .data = evaluated_data(run.configuration().family(), run.data()),
                    .numerics = numerics_};
    plan.known = [directory](const EvaluationRecord& asked) -> std::optional<EvaluationRecord> {
      const auto path = record_path(directory, asked);
      if (status_of(path).type() == std::filesystem::file_type::not_found) return std::nullopt;
      return read_record(path);
    };
    std::optional<bool> takes;  // asked, and said, once
    plan.measured = [this, directory, takes](const EvaluationRecord& record) mutable {
      EvaluationRecord kept = record;
      if (is_by_networks(record)) kept.networks = networks_named_by(call_);
      if (!takes) takes = takes_records(directory);
      if (*takes) write_record(directory, kept);
    };
    return plan;
  }

  const CommandCall& call_;
  const Arguments& data_places_;
  const MpiSession& session_;
  std::vector<std::string> names_;  // empty: none was named
  std::vector<Metric> metrics_;
  std::optional<at::Device> device_;
  std::string numerics_;
  InstructionSet isa_ = InstructionSet::kAvx2;   // of the first run
  std::shared_ptr<MeasuringNetworks> networks_;  // of the last run
  std::string seen_;                             // what they see, and what they are
  std::unique_ptr<Communicator> communicator_;   // of all runs
};

/// A run that could not be measured, and why.
struct FailedRun {
  std::string run;
  Error error;
};

/// Throws what the first of these threw, with all of them where there are other runs.
void throw_failure(const std::vector<FailedRun>& failed, size_t num_runs) {
  if (failed.empty()) return;
  if (num_runs == 1) throw Error(failed.front().error);
  Problem problem{.what = std::to_string(failed.size()) + " of " + std::to_string(num_runs) +
                          " runs could not be measured"};
  for (const auto& [run, error] : failed) problem.items.push_back(run + ": " + error.what());
  throw Error(failed.front().error.exit_code(), problem);
}

/// What became of the runs of a call.
struct MeasuredRuns {
  std::vector<EvaluatedRunText> evaluated;
  std::vector<FailedRun> failed;
};

/// Collective.
MeasuredRuns measure_each(const CommandCall& call, const NamedModels& named,
                          const MpiSession& session) {
  RunEvaluation evaluation(call, named.data_places, session);
  MeasuredRuns runs;
  for (const std::string& run : named.runs) {
    std::unique_ptr<MeasuredRun> opened;
    try {
      opened = evaluation.open(run);
      runs.evaluated.push_back(evaluation.measure(*opened));
      // The collective part is over: what rank 0 throws from now on holds nobody up.
      opened.reset();
      evaluation.check(runs.evaluated.back());
    } catch (const Error& error) {
      // In the midst of their work the other ranks wait for this one.
      const bool others_wait = opened || error.exit_code() == ExitCode::kRankLost;
      if (others_wait && session.size() > 1) throw;
      runs.failed.push_back({run, error});
    }
  }
  return runs;
}

ExitCode measure(const CommandCall& call) {
  const NamedModels named = named_models(call);
  if (named.runs.empty()) call.fail("a run is needed");
  check_counts(call);
  return on_all_ranks([&](const MpiSession& session) {
    // Once for all ranks.
    if (session.rank() == 0) {
      say_at_interruption("\ntandem: interrupted; what was measured is kept\n");
    }
    const auto [evaluated, failed] = measure_each(call, named, session);
    if (session.rank() == 0 && !evaluated.empty()) {
      std::cout << (call.has("json") ? to_json(evaluated) : to_plain_text(evaluated)) << std::flush;
    }
    throw_failure(failed, named.runs.size());
    return ExitCode::kDone;
  });
}

}  // namespace

Command evaluate_worker_command() { return carried_out("evaluate", measure); }

}  // namespace tandem
