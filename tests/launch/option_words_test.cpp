#include "launch/option_words.h"

#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description some_options() {
  po::options_description options = no_options();
  options.add_options()("ranks", po::value<int64_t>(), "")("until", po::value<int64_t>(), "")(
      "hosts", po::value<std::string>()->default_value("", ""), "")("names",
                                                                    po::value<std::string>(), "")(
      "all", po::value<std::vector<std::string>>()->composing(), "")("quick", "")("slow", "");
  return options;
}

TEST(OptionWords, GiveAgainWhatWasGiven) {
  const Command command{.program = "tandem",
                        .name = "some",
                        .usage = "",
                        .sentence = "",
                        .options = some_options,
                        .run = nullptr};
  const CommandCall call =
      parse_call(command, "tandem",
                 {"--ranks", "4", "--names", "a b", "word", "--all=x,y", "--quick", "--all", "z"});
  EXPECT_EQ(words_of(call, some_options()),
            (Arguments{"--ranks=4", "--names=a b", "--all=x,y", "--all=z", "--quick"}));
}

}  // namespace
}  // namespace tandem
