#include "launch/seed_option.h"

#include <boost/any.hpp>
#include <boost/program_options/errors.hpp>
#include <string>
#include <vector>

namespace tandem {
namespace {

namespace po = boost::program_options;

class SeedValue : public po::typed_value<uint64_t> {
 public:
  SeedValue() : po::typed_value<uint64_t>(nullptr) {}

  void xparse(boost::any& value, const std::vector<std::string>& words) const override {
    for (const std::string& word : words) {
      // Boost would take -1 for 2^64 - 1.
      if (word.starts_with('-')) throw po::invalid_option_value(word);
    }
    po::typed_value<uint64_t>::xparse(value, words);
  }
};

}  // namespace

po::typed_value<uint64_t>* seed_value() { return new SeedValue; }

}  // namespace tandem
