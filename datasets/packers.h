// The formats that `tandem pack` reads. A new one is packers/<name>.cpp, with a RowSource and
// `Packer <name>_packer()`.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <memory>
#include <string>
#include <vector>

#include "datasets/row_source.h"

namespace tandem {

struct Packer {
  std::string name;      // tandem pack <name>
  std::string usage;     // what follows the name, but for the options of all: "--count N"
  std::string sentence;  // one line for the help
  /// Adds the options that only this packer has.
  void (*add_options)(boost::program_options::options_description& options);
  /// Opens the source they describe; `seed` is that of the command. Throws UsageError, DataError.
  std::unique_ptr<RowSource> (*open)(const boost::program_options::variables_map& options);
};

/// Name of the option, common to all packers, that `open` may also read (uint64).
inline constexpr const char* kSeedOption = "seed";

/// All packers, in the order of their names.
std::vector<Packer> all_packers();

/// The value of --from. Throws UsageError, with what is `expected`, when it is not given.
std::string from_option(const boost::program_options::variables_map& options,
                        const std::string& expected);

/// The names of "a,b,c", the value of `option`. Throws UsageError for an empty one.
std::vector<std::string> listed_names(const std::string& text, const std::string& option);

}  // namespace tandem
