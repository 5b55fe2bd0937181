// Images translated one by one.
#include "framework/showing/translated_pixels.h"

#include <gtest/gtest.h>

#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

/// Its translations have noise and depend on the images beside, as with batch norm.
class SociableTranslator : public ModelOfShades, public TranslatesImages {
 public:
  std::vector<Translation> translations() const override {
    return {{"forward", "source", "target", true}};
  }
  at::Tensor translate(const at::Tensor& images, const std::string&) override {
    return (images + at::rand_like(images) - images.mean()).clamp(-1, 1);
  }
};

TEST(TranslatedPixels, DoNotDependOnThoseBeside) {
  SociableTranslator translator;
  const at::Tensor images = at::randint(256, {3, 4, 4, 1}, at::kLong).to(at::kByte);
  const auto translated = [&](const at::Tensor& some) {
    return translate_pixels(translator, PixelRange::kSigned, some, "forward");
  };
  EXPECT_TRUE(at::equal(translated(images)[2], translated(images.narrow(0, 2, 1))[0]));
}

}  // namespace
}  // namespace tandem
