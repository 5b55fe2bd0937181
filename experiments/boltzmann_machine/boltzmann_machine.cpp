// Restricted Boltzmann machine with binary or Gaussian visible units, trained by contrastive
// divergence, from the data or persistent (Tieleman, "Training restricted Boltzmann machines using
// approximations to the likelihood gradient", 2008).
#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/nn/networks/restricted_boltzmann_machine.h"

namespace tandem {
namespace {

// Weight of ½ in the means of the base; see base_bias.
constexpr double kBaseSmoothing = 0.1;

enum class Visible { kBinary, kGaussian };
constexpr Choice<Visible> kVisibles[] = {{"binary", Visible::kBinary},
                                         {"gaussian", Visible::kGaussian}};

struct BoltzmannMachineOptions {
  int64_t hidden_size = 500;
  Visible visible = Visible::kBinary;
  bool binarized = false;
  int64_t gibbs_steps = 1;
  bool persistent = false;
  double initial_deviation = 0.01;
  double initial_hidden_bias = -2.0;
  int64_t sampling_steps = 500;
  int64_t annealing_steps = 15000;
};

OptionTable<BoltzmannMachineOptions> option_table() {
  return OptionTable<BoltzmannMachineOptions>()
      .field("hidden_size", &BoltzmannMachineOptions::hidden_size, "Number of hidden units.",
             at_least(1))
      .choice("visible", &BoltzmannMachineOptions::visible,
              "Visible units: binary, whose probabilities intensities are; or gaussian of unit "
              "variance.",
              kVisibles)
      .field("binarized", &BoltzmannMachineOptions::binarized,
             "Pixels are drawn anew, 0 or 1, with their intensities as probabilities, each time an "
             "image is seen.")
      .field("gibbs_steps", &BoltzmannMachineOptions::gibbs_steps,
             "Steps k of the chain from the data to the sample it is contrasted with (CD-k).",
             at_least(1))
      .live()
      .field("persistent", &BoltzmannMachineOptions::persistent,
             "The chain goes on from step to step, one per sample of the micro-batch, in place of "
             "starting at the data (persistent contrastive divergence).")
      .field("initial_deviation", &BoltzmannMachineOptions::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0))
      .field("initial_hidden_bias", &BoltzmannMachineOptions::initial_hidden_bias,
             "Initial bias of the hidden units; negative keeps most of them off, and with them the "
             "free energy of images unlike the data high.")
      .field("sampling_steps", &BoltzmannMachineOptions::sampling_steps,
             "Steps of the chain, from random hidden units, that generates an image.", at_least(1))
      .live()
      .field(
          "annealing_steps", &BoltzmannMachineOptions::annealing_steps,
          "Temperatures of the annealed importance sampling that estimates log Z; too few make Z "
          "too small and images too probable.",
          at_least(2))
      .live();
}

class BoltzmannMachine : public GenerativeModel,
                         public Generates,
                         public Reconstructs,
                         public EstimatesPartition,
                         public ShowsFilters {
 public:
  BoltzmannMachine(const BoltzmannMachineOptions& options, const DataDescription& data)
      : options_(options),
        image_(image_shape(data)),
        machine_(MachineOptions{.num_visible = image_.num_pixels(),
                                .num_hidden = options.hidden_size,
                                .gaussian_visible = options.visible == Visible::kGaussian,
                                .initial_deviation = options.initial_deviation,
                                .initial_hidden_bias = options.initial_hidden_bias}) {
    if (!options.binarized || is_binary()) return;
    throw ConfigError({.what = "gaussian units have no binarized pixels",
                       .where = "model.binarized",
                       .expected = "false",
                       .advice = "Set model.visible=binary."});
  }

  std::vector<Network> networks() const override { return {{"machine", machine_.ptr()}}; }

  std::vector<Objective> objectives() override {
    std::vector<std::string> terms = {"reconstruction_mse"};
    if (is_binary()) terms.emplace_back("pseudo_likelihood");
    return {{.name = "contrastive_divergence",
             .trains = {"machine"},
             .terms = terms,
             .loss = [this](const Batch& batch, const Context& context) {
               return loss(batch.field("images"), context);
             }}};
  }

  std::vector<LaneState> lane_states() const override {
    if (!options_.persistent) return {};
    return {{"chain", [this](int64_t micro_batch_size) {
               return at::bernoulli(at::full({micro_batch_size, image_.num_pixels()}, 0.5));
             }}};
  }

  at::Tensor draw_latents(int64_t count) override {
    return at::bernoulli(at::full({count, options_.hidden_size}, 0.5, latent_options(*machine_)));
  }

  at::Tensor generate(const at::Tensor& latents) override {
    const at::NoGradGuard no_gradients;
    const at::Tensor start = machine_->draw_visible(machine_->visible_means(latents));
    const at::Tensor end =
        run_gibbs_chain(*machine_, start, options_.sampling_steps, /*mean_field=*/false).sample;
    // Means in the end: drawn pixels would be speckled.
    return as_images(machine_->visible_means(machine_->draw_hidden(end)));
  }

  at::Tensor reconstruct(const at::Tensor& images) override {
    return as_images(machine_->visible_means(machine_->hidden_means(images.flatten(1))));
  }

  LikelihoodKind likelihood_kind() const override {
    if (!is_binary()) return {};
    return {.num_levels = 2, .quantizes = options_.binarized};
  }

  /// −F(v).
  at::Tensor unnormalized_log_likelihood(const at::Tensor& images) override {
    const at::NoGradGuard no_gradients;
    return -machine_->free_energies(seen(images));
  }

  std::string partition_method() const override {
    return "annealed importance sampling at " + std::to_string(options_.annealing_steps) +
           " temperatures";
  }

  /// By annealed importance sampling: chains from units with the biases of the mean image and no
  /// weights, where Z is known, to the machine (Salakhutdinov and Murray, "On the quantitative
  /// analysis of deep belief networks", 2008).
  at::Tensor partition_log_weights(const at::Tensor& mean_image, int64_t num_draws) override {
    const at::NoGradGuard no_gradients;
    const at::Tensor base = base_bias(mean_image.flatten());
    const at::Tensor difference = machine_->visible_bias - base;
    const auto [log_start, shift] = log_partition_of_base(base);
    at::Tensor visible = machine_->draw_visible(link(base.expand({num_draws, base.size(0)})));
    // In float64, as it sums up very many small terms.
    at::Tensor log_weights = log_start.expand({num_draws}).clone();
    const auto steps = static_cast<double>(options_.annealing_steps);
    for (int64_t k = 1; k <= options_.annealing_steps; ++k) {
      const double before = static_cast<double>(k - 1) / steps;
      const double now = static_cast<double>(k) / steps;
      const at::Tensor inputs = machine_->hidden_inputs(visible);
      // Weighed where the chain stands, before it moves at the new temperature. Of `shift` only the
      // sum over all temperatures counts, so it comes in equal parts.
      log_weights += (visible.mv(difference) + shift) / steps +
                     (at::softplus(inputs * now) - at::softplus(inputs * before)).sum(1);
      const at::Tensor hidden = at::bernoulli(at::sigmoid(inputs * now));
      visible = machine_->draw_visible(
          link(at::addmm(base + difference * now, hidden, machine_->weight.t(), 1.0, now)));
    }
    return log_weights;
  }

  at::Tensor filters() override { return as_images(machine_->weight.detach().t()); }

 private:
  bool is_binary() const { return options_.visible == Visible::kBinary; }

  Losses loss(const at::Tensor& images, const Context& context) {
    const at::Tensor data = seen(images);
    // From the data in any case: its first means are the reconstruction that is reported.
    GibbsChain chain =
        run_gibbs_chain(*machine_, data, options_.persistent ? 1 : options_.gibbs_steps,
                        /*mean_field=*/false);
    const at::Tensor reconstruction = chain.first_means;
    if (options_.persistent) {
      at::Tensor state = context.lane_state("chain");
      chain = run_gibbs_chain(*machine_, state, options_.gibbs_steps, /*mean_field=*/false);
      state.copy_(chain.sample);
    }
    // As free_energy_difference, by hand because the pseudo-likelihood needs the first of the two.
    const at::Tensor energies = machine_->free_energies(data);
    Losses losses{{at::mse_loss(reconstruction, data)},
                  (energies - machine_->free_energies(chain.sample)).mean()};
    if (is_binary()) losses.terms.push_back(pseudo_likelihood(data, energies.detach()));
    return losses;
  }

  /// Mean of V·log σ(F(v with one random pixel turned over) − F(v)), in nats per image.
  at::Tensor pseudo_likelihood(const at::Tensor& data, const at::Tensor& energies) const {
    const at::NoGradGuard no_gradients;
    const at::Tensor places =
        at::randint(data.size(1), {data.size(0), 1}, data.options().dtype(at::kLong));
    // Where a GPU is to be deterministic, a scatter sorts its indices.
    const at::Tensor is_turned = at::arange(data.size(1), places.options()).eq(places);
    const at::Tensor turned = at::where(is_turned, 1.0 - data, data);
    const auto num_visible = static_cast<double>(data.size(1));
    const at::Tensor rise = machine_->free_energies(turned) - energies;
    return at::log_sigmoid(rise).mean() * num_visible;
  }

  at::Tensor link(const at::Tensor& inputs) const {
    return is_binary() ? at::sigmoid(inputs) : inputs;
  }

  /// Biases of visible units without hidden ones that have these means, pulled a little towards ½
  /// where units are binary: a pixel that is never on in the data is not impossible.
  at::Tensor base_bias(const at::Tensor& means) const {
    return is_binary() ? at::logit(means * (1.0 - kBaseSmoothing) + 0.5 * kBaseSmoothing) : means;
  }

  /// log Z of units with the biases `base` and no weights, float64; and what the energy of Gaussian
  /// ones at 0 rises by on the way to the machine, beside what its difference in biases says.
  std::pair<at::Tensor, at::Tensor> log_partition_of_base(const at::Tensor& base) const {
    const double hidden = static_cast<double>(options_.hidden_size) * std::numbers::ln2;
    const at::Tensor wide = base.to(at::kDouble);
    if (is_binary()) return {at::softplus(wide).sum() + hidden, at::zeros({}, base.options())};
    const double visible = 0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(base.size(0));
    return {at::full({}, hidden + visible, wide.options()),
            (base.square().sum() - machine_->visible_bias.square().sum()) * 0.5};
  }

  at::Tensor seen(const at::Tensor& images) const {
    const at::Tensor visible = images.flatten(1);
    return options_.binarized ? at::bernoulli(visible) : visible;
  }

  at::Tensor as_images(const at::Tensor& visible) const {
    return visible.reshape({visible.size(0), image_.channels, image_.height, image_.width});
  }

  BoltzmannMachineOptions options_;
  ImageShape image_;
  RestrictedBoltzmannMachine machine_;
};

std::vector<LearnerDefaults> learners(const BoltzmannMachineOptions&) {
  return {{"contrastive_divergence", {.optimizer = "sgd", .learning_rate = 0.05, .momentum = 0.5}}};
}

}  // namespace

Family boltzmann_machine_family() {
  return make_family<BoltzmannMachine>(
      {.name = "boltzmann_machine",
       .sentence =
           "Restricted Boltzmann machine: binary or Gaussian visible units, contrastive divergence "
           "from the data or persistent; likelihood by annealed importance sampling.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kUnit},
       .small = {"model.hidden_size=24", "model.gibbs_steps=2", "model.sampling_steps=4"}},
      option_table(), learners);
}

}  // namespace tandem
