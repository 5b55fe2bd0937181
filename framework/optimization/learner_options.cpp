#include "framework/optimization/learner_options.h"

namespace tandem {
namespace {

OptionTable<ScheduleOptions> schedule_option_table() {
  return OptionTable<ScheduleOptions>()
      .field("kind", &ScheduleOptions::kind,
             "Course of the learning rate: constant; linear or cosine, down to factor times it; "
             "step, times factor every interval steps.",
             one_of({"constant", "linear", "step", "cosine"}))
      .live()
      .field("warmup_steps", &ScheduleOptions::warmup_steps,
             "Steps over which the learning rate first rises linearly from 0.", at_least(0))
      .live()
      .field("constant_steps", &ScheduleOptions::constant_steps,
             "Steps after the warm-up before linear and cosine begin to fall.", at_least(0))
      .live()
      .field("decay_steps", &ScheduleOptions::decay_steps,
             "Steps over which linear and cosine fall; 0: all that the objective has then "
             "left.",
             at_least(0))
      .live()
      .field("interval", &ScheduleOptions::interval, "Steps between two drops of step.",
             at_least(1))
      .live()
      .field("factor", &ScheduleOptions::factor,
             "What step multiplies by at each drop, and the final fraction of linear and cosine.",
             between(0.0, 1.0))
      .live();
}

}  // namespace

OptionTable<LearnerOptions> learner_option_table() {
  return OptionTable<LearnerOptions>()
      .field("optimizer", &LearnerOptions::optimizer, "Optimisation algorithm.",
             one_of({"adam", "adamw", "sgd", "rmsprop"}))
      .field("learning_rate", &LearnerOptions::learning_rate, "Step size.", above(0.0))
      .live()
      .field("betas", &LearnerOptions::betas,
             "Adam and AdamW: decay rates of the two moment estimates.", length(2), at_least(0.0),
             below(1.0))
      .live()
      .field("momentum", &LearnerOptions::momentum, "SGD and RMSprop: momentum.", between(0.0, 1.0))
      .live()
      .field("initial_momentum", &LearnerOptions::initial_momentum,
             "SGD and RMSprop: momentum in the first momentum_steps steps.", between(0.0, 1.0))
      .live()
      .field("momentum_steps", &LearnerOptions::momentum_steps,
             "SGD and RMSprop: steps with initial_momentum in place of momentum.", at_least(0))
      .live()
      .field("smoothing", &LearnerOptions::smoothing,
             "RMSprop: decay rate of the mean squared gradient.", at_least(0.0), below(1.0))
      .live()
      .field("epsilon", &LearnerOptions::epsilon,
             "Adam, AdamW and RMSprop: added to the denominator.", above(0.0))
      .live()
      .field(
          "weight_decay", &LearnerOptions::weight_decay,
          "L2 penalty, added to the gradient as this times the weight; AdamW takes this times the "
          "learning rate times the weight from the weight itself.",
          at_least(0.0))
      .live()
      .field("decayed_networks", &LearnerOptions::decayed_networks,
             "Trained networks that weight_decay applies to; empty: all of them.", non_empty())
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
             "for samples and evaluation; 0: no average.",
             at_least(0.0), below(1.0))
      .live()
      .section("schedule", &LearnerOptions::schedule, "Course of the learning rate.",
               schedule_option_table());
}

}  // namespace tandem
