// The rows of a packer from words of a command line. For tests of packers.
#pragma once

#include <algorithm>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <memory>
#include <string>
#include <vector>

#include "datasets/packers.h"

namespace tandem {

/// Throws what the packer throws.
inline std::unique_ptr<RowSource> open_source(const std::string& format,
                                              const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  const std::vector<Packer> packers = all_packers();
  const Packer& packer = *std::find_if(packers.begin(), packers.end(),
                                       [&](const Packer& each) { return each.name == format; });
  po::options_description options;
  packer.add_options(options);
  options.add_options()(kSeedOption, po::value<uint64_t>()->default_value(0));
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(options).run(), values);
  return packer.open(values);
}

}  // namespace tandem
