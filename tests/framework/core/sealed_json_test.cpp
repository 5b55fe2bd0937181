#include "framework/core/sealed_json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace tandem {
namespace {

using nlohmann::ordered_json;

ordered_json some_object() {
  return {{"step", 4},
          {"loss", 0.1},
          {"odd", std::numeric_limits<double>::quiet_NaN()},
          {"name", "a\xff"},
          {"inner", {{"b", 1}, {"a", nullptr}}}};
}

std::string text_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

TEST(SealedJsonTest, WhatWasSealedIsTheSameAfterwards) {
  const ordered_json object = some_object();
  ordered_json sealed = object;
  seal(sealed);
  EXPECT_EQ(sealed.size(), object.size() + 1);
  for (const std::string& text :
       {text_of(sealed), sealed.dump(2, ' ', false, ordered_json::error_handler_t::replace)}) {
    ordered_json read = ordered_json::parse(text);
    EXPECT_TRUE(unseal(read));
    EXPECT_EQ(text_of(read), text_of(object));
    nlohmann::json sorted = nlohmann::json::parse(text);
    EXPECT_TRUE(unseal(sorted)) << "the order of the members is not sealed";
  }
}

TEST(SealedJsonTest, NoFlippedBitIsTakenForAValue) {
  ordered_json sealed = some_object();
  seal(sealed);
  const std::string text = text_of(sealed);
  const ordered_json sound = ordered_json::parse(text);
  int num_read = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = text;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      ordered_json read = ordered_json::parse(damaged, nullptr, /*allow_exceptions=*/false);
      if (!read.is_object() || !unseal(read)) continue;
      ++num_read;
      for (const auto& [name, value] : sound.items()) {
        if (name == "digest") continue;
        EXPECT_EQ(read.value(name, ordered_json()), value) << damaged;
      }
    }
  }
  // The name of the digest itself is what may be damaged unseen.
  EXPECT_LE(num_read, 8 * 6);
}

TEST(SealedJsonTest, WhatNobodySealedIsTakenAsItIs) {
  ordered_json object = some_object();
  EXPECT_TRUE(unseal(object));
  EXPECT_EQ(text_of(object), text_of(some_object()));
}

}  // namespace
}  // namespace tandem
