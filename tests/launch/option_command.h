// A command that has nothing but some options: for the tests of what is read of them.
#pragma once

#include <boost/program_options/options_description.hpp>

#include "launch/command.h"

namespace tandem::testing_support {

/// `tandem some` with the options that `add` adds.
template <void (*add)(boost::program_options::options_description&)>
Command command_with() {
  const auto options = [] {
    boost::program_options::options_description all = no_options();
    add(all);
    return all;
  };
  return {.program = "tandem",
          .name = "some",
          .usage = "WORDS",
          .sentence = "",
          .options = options,
          .run = nullptr};
}

}  // namespace tandem::testing_support
