// What tests of samplers share: a space with a fork, and what each suggestion must be.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "framework/sweep/sweep_kinds.h"

namespace tandem {

/// Parameters of all kinds; "b:rate" and "b:count" are there where kind is b.
inline SearchSpace forked_space() {
  return {.parameters = {{.name = "kind", .distribution = categorical({"a", "b"}), .keys = {}},
                         {.name = "b:rate",
                          .distribution = log_reals(1e-4, 1),
                          .keys = {},
                          .conditions = {{"kind", {1}}}},
                         {.name = "size", .distribution = integers(16, 64, 16), .keys = {}},
                         {.name = "b:count",
                          .distribution = log_integers(1, 8),
                          .keys = {},
                          .conditions = {{"kind", {1}}}},
                         {.name = "fixed", .distribution = reals(2, 2), .keys = {}}}};
}

/// Each parameter that is there has one of its values, the others none.
inline void expect_what_is_there(const SearchSpace& space, const Assignment& values) {
  for (const Parameter& parameter : space.parameters) {
    const auto found = values.find(parameter.name);
    ASSERT_EQ(found != values.end(), SearchSpace::is_active(parameter, values)) << parameter.name;
    if (found == values.end()) continue;
    EXPECT_TRUE(contains(parameter.distribution, found->second)) << parameter.name;
  }
}

}  // namespace tandem
