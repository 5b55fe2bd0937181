// Variational autoencoder and β-VAE (Kingma and Welling, 2013; Higgins et al., 2017), with a
// multilayer perceptron or with the convolutional networks of the dSprites recipe.
#include <torch/torch.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/family.h"
#include "framework/model/losses.h"
#include "framework/nn/backbones.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

struct VaeOptions {
  std::string architecture = "mlp";
  int64_t latent_size = 20;
  std::vector<int64_t> hidden_widths = {400};
  std::string likelihood = "bernoulli";
  double deviation = 1.0;
  double beta = 1.0;
};

OptionTable<VaeOptions> option_table() {
  return OptionTable<VaeOptions>()
      .field("architecture", &VaeOptions::architecture,
             "Networks: mlp, or convolutional (sides that are multiples of 16).",
             one_of({"mlp", "convolutional"}))
      .field("latent_size", &VaeOptions::latent_size, "Number of latent dimensions.", at_least(1))
      .field("hidden_widths", &VaeOptions::hidden_widths,
             "Widths of the hidden layers of the mlp encoder; the decoder has them reversed.",
             at_least(1))
      .field("likelihood", &VaeOptions::likelihood,
             "Distribution of a pixel given the latents; bernoulli takes intensities as means.",
             one_of({"bernoulli", "gaussian"}))
      .field("deviation", &VaeOptions::deviation,
             "Standard deviation of every pixel under the gaussian likelihood.", above(0.0))
      .field("beta", &VaeOptions::beta,
             "Weight of the KL divergence against the summed reconstruction error; 1 is the VAE, "
             "more the beta-VAE.",
             at_least(0.0));
}

nn::Conv2d halving_convolution(int64_t from, int64_t to) {
  return nn::Conv2d(nn::Conv2dOptions(from, to, 4).stride(2).padding(1));
}

nn::ConvTranspose2d doubling_convolution(int64_t from, int64_t to) {
  return nn::ConvTranspose2d(nn::ConvTranspose2dOptions(from, to, 4).stride(2).padding(1));
}

/// Encoder to (N, 2·latent) and decoder from (N, latent), in the shape of the dSprites recipe.
struct Networks {
  nn::Sequential encoder;
  nn::Sequential decoder;
};

Networks convolutional_networks(const VaeOptions& options, const ImageShape& image) {
  if (image.height % 16 != 0 || image.width % 16 != 0) {
    throw ConfigError({.what = "the convolutional VAE halves images four times",
                       .where = "model.architecture",
                       .expected = "image sides that are multiples of 16",
                       .got = std::to_string(image.height) + "x" + std::to_string(image.width),
                       .advice = "Use model.architecture=mlp."});
  }
  const int64_t height = image.height / 16;
  const int64_t width = image.width / 16;
  const int64_t flat = 64 * height * width;
  nn::Sequential encoder(halving_convolution(image.channels, 32), nn::ReLU(),
                         halving_convolution(32, 32), nn::ReLU(),  //
                         halving_convolution(32, 64), nn::ReLU(),  //
                         halving_convolution(64, 64), nn::ReLU(),  //
                         nn::Flatten(), nn::Linear(flat, 256), nn::ReLU(),
                         nn::Linear(256, 2 * options.latent_size));
  nn::Sequential decoder(nn::Linear(options.latent_size, 256), nn::ReLU(), nn::Linear(256, flat),
                         nn::ReLU(), nn::Unflatten(nn::UnflattenOptions(1, {64, height, width})),
                         doubling_convolution(64, 64), nn::ReLU(),  //
                         doubling_convolution(64, 32), nn::ReLU(),  //
                         doubling_convolution(32, 32), nn::ReLU(),
                         doubling_convolution(32, image.channels));
  return {encoder, decoder};
}

Networks mlp_networks(const VaeOptions& options, const ImageShape& image) {
  std::vector<int64_t> widths = {image.num_pixels()};
  widths.insert(widths.end(), options.hidden_widths.begin(), options.hidden_widths.end());
  std::vector<int64_t> reversed(widths.rbegin(), widths.rend());
  widths.push_back(2 * options.latent_size);
  reversed.insert(reversed.begin(), options.latent_size);
  const auto network = [](const std::vector<int64_t>& sizes) {
    const MultilayerPerceptron perceptron(MultilayerOptions{.widths = sizes});
    return nn::Sequential(std::static_pointer_cast<nn::SequentialImpl>(perceptron.ptr()));
  };
  return {network(widths), network(reversed)};
}

class Vae : public GenerativeModel, public Generates, public Reconstructs {
 public:
  Vae(const VaeOptions& options, const DataDescription& data)
      : options_(options),
        image_(image_shape(data)),
        networks_(options.architecture == "mlp" ? mlp_networks(options, image_)
                                                : convolutional_networks(options, image_)) {}

  std::vector<Network> networks() const override {
    return {{"encoder", networks_.encoder.ptr()}, {"decoder", networks_.decoder.ptr()}};
  }

  std::vector<Objective> objectives() override {
    return {{.name = "elbo",
             .trains = {"encoder", "decoder"},
             .terms = {"negative_elbo", "reconstruction", "kl"},
             .loss = [this](const Batch& batch, const Context&) { return loss(batch); }}};
  }

  at::Tensor draw_latents(int64_t count) override {
    return at::randn({count, options_.latent_size}, device_options());
  }

  at::Tensor generate(const at::Tensor& latents) override { return mean_image(decode(latents)); }

  at::Tensor reconstruct(const at::Tensor& images) override {
    return mean_image(decode(encode(images)[0]));
  }

 private:
  Losses loss(const Batch& batch) {
    const at::Tensor& images = batch.field("images");
    const auto posterior = encode(images);
    const at::Tensor& mean = posterior[0];
    const at::Tensor& log_variance = posterior[1];
    const at::Tensor noise = at::randn_like(mean, at::MemoryFormat::Contiguous);
    const at::Tensor output = decode(at::addcmul(mean, noise, (log_variance * 0.5).exp()));
    const at::Tensor targets = images.flatten(1);
    const at::Tensor reconstruction =
        options_.likelihood == "bernoulli"
            ? bernoulli_negative_log_likelihood(output.flatten(1), targets)
            : gaussian_negative_log_likelihood(output.flatten(1), targets, options_.deviation);
    const at::Tensor kl = standard_normal_divergence(mean, log_variance);
    const at::Tensor negative_elbo = (reconstruction + kl).detach();
    return {{negative_elbo, reconstruction.detach(), kl.detach()},
            at::add(reconstruction, kl, options_.beta)};
  }

  /// Mean and log-variance of the posterior, each (N, latent).
  std::vector<at::Tensor> encode(const at::Tensor& images) {
    const bool flat = options_.architecture == "mlp";
    return networks_.encoder->forward(flat ? images.flatten(1) : images).chunk(2, 1);
  }

  /// Logits or means of the pixels, (N, C, H, W).
  at::Tensor decode(const at::Tensor& latents) {
    return networks_.decoder->forward(latents).view(
        {latents.size(0), image_.channels, image_.height, image_.width});
  }

  at::Tensor mean_image(const at::Tensor& output) const {
    return options_.likelihood == "bernoulli" ? output.sigmoid() : output;
  }

  at::TensorOptions device_options() const {
    return at::TensorOptions().device(networks_.decoder->parameters().front().device());
  }

  VaeOptions options_;
  ImageShape image_;
  Networks networks_;
};

}  // namespace

Family vae_family() {
  Family family{.name = "vae",
                .sentence = "Variational autoencoder; with beta above 1 the beta-VAE.",
                .data = {.fields = {"images"}, .pixel_range = PixelRange::kUnit},
                .learners = {{"elbo", {.learning_rate = 1e-3}}}};
  bind_options(family, option_table(), [](const VaeOptions& options, const DataDescription& data) {
    return std::make_unique<Vae>(options, data);
  });
  return family;
}

}  // namespace tandem
