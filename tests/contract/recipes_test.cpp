// Recipes that say whose they are have the values that were published there.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "experiments/family_table.h"
#include "framework/config/option_value.h"
#include "framework/training/run_configuration.h"

namespace tandem {
namespace {

using Published = std::map<std::string, OptionValue>;

/// Options with what was published, by their dotted names, defaults included.
void expect_published(const std::string& configuration, const Published& published) {
  const std::filesystem::path path =
      std::filesystem::path(TANDEM_ROOT) / "experiments" / configuration;
  const RunConfiguration loaded = RunConfiguration::load(path, {}, all_families());
  std::map<std::string, std::string> values;
  for (const auto& [name, text] : flatten(loaded.section())) values[name] = text;
  for (const auto& [name, value] : published) {
    EXPECT_EQ(values[name], value_text(value)) << configuration << ": " << name;
  }
}

std::string text(const char* value) { return value; }

Published with_adam(const std::string& learner, double rate, double first, double second) {
  return {{"learners." + learner + ".optimizer", text("adam")},
          {"learners." + learner + ".learning_rate", rate},
          {"learners." + learner + ".betas", std::vector<double>{first, second}}};
}

Published also(Published published, const Published& others) {
  published.insert(others.begin(), others.end());
  return published;
}

/// At 286 pixels and cropped to 256, mirrored half of the time.
Published loaded_larger_and_cropped() {
  return {{"data.augment.horizontal_flip", 0.5},
          {"data.augment.scale", std::vector<double>{1.117, 1.117}},
          {"data.augment.shift", 0.058}};
}

Published falling_from_half_time(const std::string& learner, int64_t half) {
  return {{"learners." + learner + ".schedule.kind", text("linear")},
          {"learners." + learner + ".schedule.constant_steps", half},
          {"learners." + learner + ".schedule.factor", 0.0}};
}

// Liu et al., "Unsupervised image-to-image translation networks", 2017: the authors' networks and
// configs/unit_summer2winter_yosemite256_folder.yaml.
TEST(PublishedRecipes, Unit) {
  Published published = {{"model.base_channels", int64_t{64}},
                         {"model.num_blocks", int64_t{4}},
                         {"model.num_shared_blocks", int64_t{0}},
                         {"model.norm", text("plain_instance")},
                         {"model.halving", text("reflected")},
                         {"model.doubling", text("nearest")},
                         {"model.discriminator_channels", int64_t{64}},
                         {"model.discriminator_layers", int64_t{4}},
                         {"model.num_scales", int64_t{3}},
                         {"model.adversarial_weight", 1.0},
                         {"model.reconstruction_weight", 10.0},
                         {"model.kl_weight", 0.01},
                         {"model.cycle_weight", 10.0},
                         {"model.cycle_kl_weight", 0.01},
                         {"data.augment.horizontal_flip", 0.5}};
  for (const char* learner : {"generators", "discriminators"}) {
    published = also(published, with_adam(learner, 1e-4, 0.5, 0.999));
    published["learners." + text(learner) + ".weight_decay"] = 1e-4;
    published["learners." + text(learner) + ".schedule.kind"] = text("step");
    // 100,000 steps of one image.
    published["learners." + text(learner) + ".schedule.interval"] = int64_t{25000};
    published["learners." + text(learner) + ".schedule.factor"] = 0.5;
  }
  expect_published("unit/summer2winter.yaml", published);
}

// Zhu et al., "Unpaired image-to-image translation using cycle-consistent adversarial networks",
// 2017, and the authors' code: 9 blocks, instance norm without gain and shift, images loaded at 286
// and cropped to 256.
TEST(PublishedRecipes, CycleGan) {
  Published published = {{"model.num_blocks", int64_t{9}},
                         {"model.base_channels", int64_t{64}},
                         {"model.discriminator_channels", int64_t{64}},
                         {"model.norm", text("plain_instance")},
                         {"model.loss", text("least_squares")},
                         {"model.pool_size", int64_t{50}},
                         {"model.cycle_weight", 10.0},
                         {"model.identity_weight", 0.5},
                         {"model.initial_deviation", 0.02},
                         {"model.update_order", text("generators_first")},
                         {"steps", int64_t{66700}}};
  published = also(published, loaded_larger_and_cropped());
  for (const char* learner : {"generators", "discriminators"}) {
    published = also(published, with_adam(learner, 2e-4, 0.5, 0.999));
    published = also(published, falling_from_half_time(learner, 33350));
  }
  expect_published("cyclegan/horse2zebra.yaml", published);
}

// Isola et al., "Image-to-image translation with conditional adversarial networks", 2017.
TEST(PublishedRecipes, Pix2Pix) {
  Published published = {{"model.direction", text("target_to_source")},
                         {"model.base_channels", int64_t{64}},
                         {"model.norm", text("batch")},
                         {"model.batch_statistics", true},
                         {"model.dropout", 0.5},
                         {"model.dropout_in_evaluation", true},
                         {"model.loss", text("non_saturating")},
                         {"model.adversarial_weight", 1.0},
                         {"model.l1_weight", 100.0},
                         {"model.discriminator_channels", int64_t{64}},
                         {"steps", int64_t{20000}},
                         // Statistics of one image.
                         {"batch.size", int64_t{4}},
                         {"batch.micro_batches", int64_t{4}}};
  published = also(published, loaded_larger_and_cropped());
  for (const char* learner : {"generator", "discriminator"}) {
    published = also(published, with_adam(learner, 2e-4, 0.5, 0.999));
    published = also(published, falling_from_half_time(learner, 10000));
  }
  expect_published("pix2pix/facades.yaml", published);
}

// Arjovsky et al., "Wasserstein generative adversarial networks", 2017, and the authors' code.
TEST(PublishedRecipes, Wgan) {
  Published published = {{"batch.size", int64_t{64}},
                         {"model.latent_size", int64_t{100}},
                         {"model.base_channels", int64_t{64}},
                         {"model.critic_updates", int64_t{5}},
                         {"model.critic_warmup_updates", int64_t{100}},
                         {"model.critic_warmup_steps", int64_t{25}},
                         {"model.critic_refresh_interval", int64_t{500}},
                         {"learners.critic.clip_weights", 0.01}};
  for (const char* learner : {"critic", "generator"}) {
    published["learners." + text(learner) + ".optimizer"] = text("rmsprop");
    published["learners." + text(learner) + ".learning_rate"] = 5e-5;
  }
  expect_published("wgan/mnist-published.yaml", published);
}

// Gulrajani et al., "Improved training of Wasserstein GANs", 2017: gan_mnist.py of the authors.
TEST(PublishedRecipes, WganGp) {
  Published published = {
      {"steps", int64_t{200000}},           {"model.latent_size", int64_t{128}},
      {"model.base_channels", int64_t{64}}, {"model.generator_batch_norm", false},
      {"model.critic_norm", text("none")},  {"model.penalty_weight", 10.0},
      {"model.one_sided", false},           {"model.critic_updates", int64_t{5}}};
  for (const char* learner : {"critic", "generator"}) {
    published = also(published, with_adam(learner, 1e-4, 0.5, 0.9));
  }
  expect_published("wgan_gp/mnist-published.yaml", published);
}

// Chen et al., "InfoGAN", 2016: launchers/run_mnist_exp.py of the authors.
TEST(PublishedRecipes, Infogan) {
  const Published published = {{"steps", int64_t{5000}},
                               {"batch.size", int64_t{128}},
                               {"model.noise_size", int64_t{62}},
                               {"model.categorical_codes", int64_t{1}},
                               {"model.num_categories", int64_t{10}},
                               {"model.continuous_codes", int64_t{2}},
                               {"model.categorical_weight", 1.0},
                               {"model.continuous_weight", 1.0},
                               {"model.base_channels", int64_t{64}},
                               {"model.hidden_size", int64_t{1024}},
                               {"model.code_hidden_size", int64_t{128}},
                               {"model.information_in", text("both")}};
  expect_published("infogan/mnist-published.yaml",
                   also(also(published, with_adam("discriminator", 2e-4, 0.5, 0.999)),
                        with_adam("generator", 1e-3, 0.5, 0.999)));
}

// Ng, "Sparse autoencoder", 2011: target 0.1, beta 3 and decay 3e-3 of weights alone, beside half
// the squared error; beside the whole one, twice as much.
TEST(PublishedRecipes, SparseAutoencoder) {
  expect_published("autoencoder/mnist-sparse.yaml",
                   {{"model.latent_size", int64_t{196}},
                    {"model.code_activation", text("sigmoid")},
                    {"model.loss", text("sigmoid_mse")},
                    {"model.sparsity.kind", text("kl")},
                    {"model.sparsity.target", 0.1},
                    {"model.sparsity.weight", 6.0},
                    {"learners.reconstruction.weight_decay", 6e-3},
                    {"learners.reconstruction.decay_biases", false}});
}

// Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006, and
// the program that came with it.
TEST(PublishedRecipes, DeepAutoencoder) {
  Published published = {{"model.hidden_widths", std::vector<int64_t>{1000, 500, 250}},
                         {"model.latent_size", int64_t{30}}};
  for (const char* machine : {"machine_1", "machine_2", "machine_3", "machine_4"}) {
    const std::string learner = "learners." + text(machine) + ".";
    published[learner + "optimizer"] = text("sgd");
    published[learner + "initial_momentum"] = 0.5;
    published[learner + "momentum"] = 0.9;
    published[learner + "momentum_steps"] = int64_t{2340};  // 5 epochs of batches of 128
    published[learner + "weight_decay"] = 2e-4;
    published[learner + "decay_biases"] = false;
    published[learner + "learning_rate"] = text(machine) == "machine_4" ? 1e-3 : 0.1;
  }
  expect_published("deep_autoencoder/mnist.yaml", published);
}

}  // namespace
}  // namespace tandem
