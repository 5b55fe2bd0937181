#include "launch/worker/preflight.h"

#include "framework/distributed/local_communicator.h"
#include "framework/training/data_check.h"
#include "framework/training/data_identity.h"
#include "framework/training/evaluation_check.h"
#include "framework/training/objective_check.h"
#include "framework/training/training_input.h"
#include "launch/job/rank_choice.h"
#include "launch/worker/numerics.h"
#include "launch/worker/opened_data.h"
#include "launch/worker/rank_agreement.h"
#include "launch/worker/resume_check.h"
#include "launch/worker/run_facts.h"

namespace tandem {
namespace {

/// Digests of what the run is trained and evaluated on; the rows were compared with them, or will
/// be as they are read.
std::string checked_digests(const PreflightRequest& request) {
  const Family& family = request.configuration.family();
  const std::string& evaluated = request.configuration.options().evaluation.split;
  check_data(family, request.data);
  check_training_batches(request.configuration, request.data);
  std::string digests = data_identity(family, request.data, evaluated);
  // What files state is compared first: to read all their rows may take long.
  check_agreement(request.ranks, "the data set", digests);
  check_undigested(family, request.data, "train");
  check_undigested(family, request.data, evaluated);
  return digests;
}

Preflight check_all(const PreflightRequest& request) {
  const RunConfiguration& configuration = request.configuration;
  const RunOptions& options = configuration.options();
  const at::Device device = request.ranks.device();
  Preflight found;

  check_same_computation(request.ranks, flatten(configuration.section()), request.numerics);
  check_rank_count(options.batch.micro_batches, request.ranks.size());
  const std::optional<Continuation>& continued = request.continued;
  if (continued) {
    check_options(continued->run, continued->manifest, configuration, continued->change);
  }

  found.data_digests = checked_digests(request);
  found.state =
      std::make_unique<ModelState>(configuration.family(), request.data.description("train"),
                                   static_cast<uint64_t>(options.seed), device);
  GenerativeModel& model = found.state->model();
  check_objectives(configuration, model);
  found.networks = configured_networks(configuration, model, request.data, device);
  check_evaluation(options, request.data, model, found.state->objectives(),
                   provided_by(found.networks.get()));
  found.networks_identity = networks_identity(found.networks.get(), options.evaluation);
  check_agreement(request.ranks, "what images are measured by", found.networks_identity);

  if (continued) {
    continued->manifest.check(found.data_digests, found.networks_identity,
                              data_paths(configuration));
    // A branch that is being made adds nothing to the files of its parent.
    if (continued->change == OptionChange::kAnytime) {
      check_origin(continued->run, continued->manifest, continued->start_step);
      if (request.ranks.rank() == 0) {
        check_lines(continued->run, continued->manifest, continued->start_step);
      }
    }
    warn_of_changes(continued->run, continued->manifest, request.numerics, continued->start_step);
  }
  return found;
}

}  // namespace

Preflight preflight(const PreflightRequest& request) {
  Preflight found;
  request.configuration.check_with_places([&] { found = check_all(request); });
  return found;
}

void preflight_alone(const RunConfiguration& configuration,
                     const std::optional<Continuation>& continued, bool may_be_placed) {
  const RunOptions& options = configuration.options();
  set_numerics_environment(options.numerics);
  configure_numerics(options.numerics);
  const DataSources data = opened_data(configuration, may_be_placed);
  LocalCommunicator alone;
  (void)preflight(
      {.configuration = configuration, .data = data, .ranks = alone, .continued = continued});
}

}  // namespace tandem
