// What a family may be able to do besides training, and how a model is asked for it. Images are
// (N, C, H, W) float32 in the pixel range that the family declares.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// The model as one of the interfaces below; null when its family lacks that capability.
template <class Capability>
Capability* capability(GenerativeModel& model) {
  return dynamic_cast<Capability*>(&model);
}
template <class Capability>
const Capability* capability(const GenerativeModel& model) {
  return dynamic_cast<const Capability*>(&model);
}

/// The same; throws ConfigError "<family> cannot <do it>", with what to do instead, where it
/// is null.
template <class Capability>
Capability& require(GenerativeModel& model, const std::string& family = "the model",
                    const std::string& advice = "") {
  if (auto* found = capability<Capability>(model)) return *found;
  throw ConfigError({.what = family + " cannot " + Capability::kAbility, .advice = advice});
}

/// Makes images from latents.
class Generates {
 public:
  static constexpr const char* kAbility = "generate images";

  virtual ~Generates() = default;
  /// Draws `count` latents (count, …) from the prior with the default generator.
  virtual at::Tensor draw_latents(int64_t count) = 0;
  /// One image per latent.
  virtual at::Tensor generate(const at::Tensor& latents) = 0;
};

/// A part of a latent that has a meaning of its own: a label, a code.
struct Condition {
  std::string name;
  int64_t num_categories = 0;  // 0: continuous, drawn evenly from [−1, 1]
};

/// Generates, and lets parts of its latents be chosen.
class GeneratesOnCondition {
 public:
  static constexpr const char* kAbility = "generate images on condition";

  virtual ~GeneratesOnCondition() = default;
  virtual std::vector<Condition> conditions() const = 0;
  /// A copy of `latents` (N, …) with one condition set to `values` (N): categories as int64, else
  /// float32. `condition` is the name of one of conditions().
  virtual at::Tensor with_condition(const at::Tensor& latents, const std::string& condition,
                                    const at::Tensor& values) = 0;
  /// The values (N) of a condition in `latents` (N, …), of the type that with_condition takes.
  virtual at::Tensor condition_values(const at::Tensor& latents, const std::string& condition) = 0;
};

/// Tells to which class of the data set an image belongs.
class Classifies {
 public:
  static constexpr const char* kAbility = "classify images";

  virtual ~Classifies() = default;
  /// What the last layer decides from, (N, features).
  virtual at::Tensor features(const at::Tensor& images) = 0;
  /// What it decides: logits, (N, classes).
  virtual at::Tensor classify_features(const at::Tensor& features) = 0;
  at::Tensor classify(const at::Tensor& images) { return classify_features(features(images)); }
};

/// Sorts images into groups that it found by itself.
class Clusters {
 public:
  static constexpr const char* kAbility = "sort images into groups";

  virtual ~Clusters() = default;
  /// Logits, (N, groups).
  virtual at::Tensor cluster(const at::Tensor& images) = 0;
};

/// A way to turn images of one field of a data set into images like those of another.
struct Translation {
  std::string name;     // "a-to-b"
  std::string input;    // field that it takes: "a/images", "source"
  std::string output;   // field that its results resemble: "b/images", "target"
  bool paired = false;  // whether the two fields show the same in the same row
};

/// The translation of this name; null when there is none.
const Translation* find_translation(const std::vector<Translation>& translations,
                                    const std::string& name);

/// The one that leads back from where `translation` leads; null when there is none.
const Translation* way_back(const std::vector<Translation>& translations,
                            const Translation& translation);

/// Translates images between domains.
class TranslatesImages {
 public:
  static constexpr const char* kAbility = "translate images";

  virtual ~TranslatesImages() = default;
  /// At least one; where another one leads back, its fields are those of the first exchanged.
  virtual std::vector<Translation> translations() const = 0;
  /// `translation` is the name of one of translations().
  virtual at::Tensor translate(const at::Tensor& images, const std::string& translation) = 0;
};

/// Maps images to their reconstructions.
class Reconstructs {
 public:
  static constexpr const char* kAbility = "reconstruct images";

  virtual ~Reconstructs() = default;
  virtual at::Tensor reconstruct(const at::Tensor& images) = 0;
};

/// Maps images to latents.
class Encodes {
 public:
  static constexpr const char* kAbility = "encode images";

  virtual ~Encodes() = default;
  /// (N, latent): for a distribution, its mean.
  virtual at::Tensor encode(const at::Tensor& images) = 0;
};

/// Restores images from corrupted copies of them.
class Corrupts {
 public:
  static constexpr const char* kAbility = "corrupt images and restore them";

  virtual ~Corrupts() = default;
  /// What it does to images, "masking 0.3"; empty where the options leave them as they are.
  virtual std::string corruption() const = 0;
  /// Corrupted copies, of the shape of `images`, drawn from the default generator.
  virtual at::Tensor corrupt(const at::Tensor& images) = 0;
};

/// What the log-likelihoods of a family are: names and units of what is reported follow from it.
struct LikelihoodKind {
  /// Levels per pixel, evenly from 0 to 1, of the images whose probability it is; 0: not a
  /// probability but a density over pixels in [0, 1].
  int64_t num_levels = 0;
  /// Whether the family brings every pixel to one of the levels itself. Otherwise a pixel between
  /// two levels counts as their mean, and the value is at most the expected log-probability of
  /// images that are drawn with these means.
  bool quantizes = false;
};

/// Knows how probable an image is.
class EstimatesLikelihood {
 public:
  static constexpr const char* kAbility = "tell how probable an image is";

  virtual ~EstimatesLikelihood() = default;
  virtual LikelihoodKind likelihood_kind() const = 0;
  /// log p(image) in nats, (N), estimated from `num_samples` draws of the default generator each:
  /// on average too low, the less the more samples.
  virtual at::Tensor log_likelihood(const at::Tensor& images, int64_t num_samples) = 0;
};

/// Knows how probable an image is but for a factor 1/Z that all images share.
class EstimatesPartition {
 public:
  static constexpr const char* kAbility =
      "tell how probable an image is, up to a factor that all images share";

  virtual ~EstimatesPartition() = default;
  virtual LikelihoodKind likelihood_kind() const = 0;
  /// How log Z is estimated, with all that estimates depend on beside the number of draws.
  virtual std::string partition_method() const = 0;
  /// log p(image) + log Z in nats, (N).
  virtual at::Tensor unnormalized_log_likelihood(const at::Tensor& images) = 0;
  /// Logarithms, (num_draws) float64, of independent draws from the default generator whose
  /// expectation is Z; best for images with the mean `mean_image` (C, H, W).
  virtual at::Tensor partition_log_weights(const at::Tensor& mean_image, int64_t num_draws) = 0;
};

/// Has weights that a person can look at as images.
class ShowsFilters {
 public:
  static constexpr const char* kAbility = "show its weights as images";

  virtual ~ShowsFilters() = default;
  /// Weights of the units that see the image: (units, C, H, W), of any scale.
  virtual at::Tensor filters() = 0;
};

}  // namespace tandem
