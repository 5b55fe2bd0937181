#include "framework/optimization/learner_options.h"

#include "framework/config/kinds.h"
#include "framework/core/text.h"
#include "framework/optimization/optimizer.h"
#include "framework/optimization/schedule.h"

namespace tandem {
namespace {

/// "adam, adamw: " for an option that these read.
template <class Kind>
std::string readers(const std::vector<Kind>& kinds, const std::string& option) {
  return readers_of(kinds, option) + ": ";
}

/// Empty where the kind of that name reads the option.
template <class Kind>
std::string unread_by(const std::vector<Kind>& kinds, const std::string& name,
                      const std::string& option) {
  const Kind kind = kind_named(kinds, name);
  if (reads(kind, option)) return "";
  return kind.options.empty() ? "none, with " + name
                              : joined(kind.options) + ", which " + name + " reads";
}

OptionTable<ScheduleOptions> schedule_option_table() {
  const std::vector<ScheduleKind> kinds = all_schedules();
  // By value: the table outlives this function.
  const auto unread = [kinds](const std::string& option) {
    return [kinds, option](const ScheduleOptions& options) {
      return unread_by(kinds, options.kind, option);
    };
  };
  return OptionTable<ScheduleOptions>()
      .field("kind", &ScheduleOptions::kind,
             choice_sentence("Course of the learning rate once it has risen", kinds),
             one_of(names_of(kinds)))
      .live()
      .field("warmup_steps", &ScheduleOptions::warmup_steps,
             "Steps over which the learning rate first rises linearly from 0.", at_least(0))
      .live()
      .field("constant_steps", &ScheduleOptions::constant_steps,
             readers(kinds, "constant_steps") + "steps after the warm-up before it falls.",
             at_least(0))
      .live()
      .unread_where(unread("constant_steps"))
      .field("decay_steps", &ScheduleOptions::decay_steps,
             readers(kinds, "decay_steps") +
                 "steps over which it falls; 0: all that the objective has then left.",
             at_least(0))
      .live()
      .unread_where(unread("decay_steps"))
      .field("interval", &ScheduleOptions::interval,
             readers(kinds, "interval") + "steps between two drops.", at_least(1))
      .live()
      .unread_where(unread("interval"))
      .field("factor", &ScheduleOptions::factor,
             readers(kinds, "factor") + "what it falls to, or is multiplied by at each drop.",
             between(0.0, 1.0))
      .live()
      .unread_where(unread("factor"));
}

/// The algorithm and what some algorithms read and others do not.
void add_optimizer_options(OptionTable<LearnerOptions>& table) {
  const std::vector<OptimizerKind> kinds = all_optimizers();
  const auto unread = [kinds](const std::string& option) {
    return [kinds, option](const LearnerOptions& options) {
      return unread_by(kinds, options.optimizer, option);
    };
  };
  table
      .field("optimizer", &LearnerOptions::optimizer,
             choice_sentence("Optimisation algorithm", kinds), one_of(names_of(kinds)))
      .field("learning_rate", &LearnerOptions::learning_rate, "Step size.", above(0.0))
      .live()
      .field("betas", &LearnerOptions::betas,
             readers(kinds, "betas") + "decay rates of the two moment estimates.", length(2),
             at_least(0.0), below(1.0))
      .live()
      .unread_where(unread("betas"))
      .field("momentum", &LearnerOptions::momentum, readers(kinds, "momentum") + "momentum.",
             between(0.0, 1.0))
      .live()
      .unread_where(unread("momentum"))
      .field("initial_momentum", &LearnerOptions::initial_momentum,
             readers(kinds, "initial_momentum") + "momentum in the first momentum_steps steps.",
             between(0.0, 1.0))
      .live()
      .unread_where(unread("initial_momentum"))
      .field("momentum_steps", &LearnerOptions::momentum_steps,
             readers(kinds, "momentum_steps") + "steps with initial_momentum in place of momentum.",
             at_least(0))
      .live()
      .unread_where(unread("momentum_steps"))
      .field("smoothing", &LearnerOptions::smoothing,
             readers(kinds, "smoothing") + "decay rate of the mean squared gradient.",
             at_least(0.0), below(1.0))
      .live()
      .unread_where(unread("smoothing"))
      .field("epsilon", &LearnerOptions::epsilon,
             readers(kinds, "epsilon") + "added to the denominator.", above(0.0))
      .live()
      .unread_where(unread("epsilon"));
}

}  // namespace

OptionTable<LearnerOptions> learner_option_table() {
  OptionTable<LearnerOptions> table;
  add_optimizer_options(table);
  return table
      .field("weight_decay", &LearnerOptions::weight_decay,
             "L2 penalty, added to the gradient as this times the weight; adamw takes this times "
             "the learning rate times the weight from the weight itself.",
             at_least(0.0))
      .live()
      .field("decayed_networks", &LearnerOptions::decayed_networks,
             "Trained networks that weight_decay applies to; empty: all of them.", non_empty())
      .field("decay_biases", &LearnerOptions::decay_biases,
             "Whether weight_decay applies also to parameters of one dimension: biases, and the "
             "gains of norms.")
      .field("clip_norm", &LearnerOptions::clip_norm,
             "Largest norm of the objective's whole gradient, scaled down beyond it; 0: no limit.",
             at_least(0.0))
      .live()
      .field("clip_weights", &LearnerOptions::clip_weights,
             "Largest absolute value of every trained weight, clamped after each update; 0: none.",
             at_least(0.0))
      .live()
      .field("average_decay", &LearnerOptions::average_decay,
             "Decay of an exponential moving average of the trained networks, which is then used "
             "for samples and evaluation, with the statistics of batch norm as they are; 0: no "
             "average.",
             at_least(0.0), below(1.0))
      .live_above_zero()
      .section("schedule", &LearnerOptions::schedule, "Course of the learning rate.",
               schedule_option_table());
}

}  // namespace tandem
