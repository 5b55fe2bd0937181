#include "framework/config/flat_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/yaml_reader.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(FlatConfiguration, HasDottedNamesAndTextsAsOptionsHaveThem) {
  const ConfigNode root = read_yaml(R"(seed: 1
best: ""
model: {family: vae, widths: [400, 20], empty: []}
phases:
- name: first
  objectives: [a, "1"]
- name: second
)",
                                    "file");
  EXPECT_THAT(flatten(root),
              ElementsAre(Pair("seed", "1"), Pair("best", "\"\""), Pair("model.family", "vae"),
                          Pair("model.widths", "[400, 20]"), Pair("model.empty", "[]"),
                          Pair("phases.0.name", "first"), Pair("phases.0.objectives", "[a, \"1\"]"),
                          Pair("phases.1.name", "second")));
}

}  // namespace
}  // namespace tandem
