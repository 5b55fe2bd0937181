// Options that one command was given, for another.
#pragma once

#include <boost/program_options/options_description.hpp>

#include "launch/command.h"

namespace tandem {

/// Those of the options that a call was given, as words that give them again. Their values are
/// whole numbers or text.
Arguments words_of(const CommandCall& call,
                   const boost::program_options::options_description& options);

}  // namespace tandem
