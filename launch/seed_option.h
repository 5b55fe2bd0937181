// The value of --seed.
#pragma once

#include <boost/program_options/value_semantic.hpp>
#include <cstdint>

namespace tandem {

/// As po::value<uint64_t>, but a number with a minus is refused like any other text that is none.
/// The description of the option takes it over.
boost::program_options::typed_value<uint64_t>* seed_value();

}  // namespace tandem
