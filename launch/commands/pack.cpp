// pack: writes a data set from original files, or renders one.
#include <unistd.h>

#include <algorithm>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <utility>

#include "datasets/pack_rows.h"
#include "datasets/packers.h"
#include "framework/config/nearest_name.h"
#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/command.h"
#include "launch/interruption.h"
#include "launch/pack_options.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

/// Shows how far packing has come: one line that changes on a terminal, else a line every tenth.
class PackProgressLine {
 public:
  void operator()(int64_t done, int64_t total) {
    const int64_t percent = done * 100 / total;
    if (percent == shown_percent_) return;
    const auto now = std::chrono::steady_clock::now();
    if (terminal_) {
      // Not more often than a person can read; the last one is shown in any case.
      if (done < total && now - shown_at_ < std::chrono::milliseconds(100)) return;
      const double seconds = std::chrono::duration<double>(now - started_).count();
      const double left = seconds / static_cast<double>(done) * static_cast<double>(total - done);
      std::fprintf(stderr, "\r%3d %%  %lld of %lld rows, %.0f s left ", static_cast<int>(percent),
                   static_cast<long long>(done), static_cast<long long>(total), left);
      // The file is then read back, which takes a while and reports nothing.
      if (done == total) std::fputs("\rverifying …                              \n", stderr);
    } else if (percent / 10 != shown_percent_ / 10) {
      std::fprintf(stderr, "%d %% of %lld rows\n", static_cast<int>(percent),
                   static_cast<long long>(total));
    }
    shown_percent_ = percent;
    shown_at_ = now;
  }

 private:
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_at_ = started_;
  int64_t shown_percent_ = 0;
};

void print_overview(const std::vector<Packer>& all) {
  std::cout << "Usage: tandem pack FORMAT --output FILE [options]\n\nFormats:\n";
  size_t width = 12;
  for (const Packer& packer : all) width = std::max(width, packer.name.size() + 2);
  for (const Packer& packer : all) {
    std::cout << "  " << packer.name << std::string(width - packer.name.size(), ' ')
              << packer.sentence << "\n";
  }
  std::cout << "\n`tandem pack FORMAT --help` lists the options of a format.\n";
}

const Packer& find_packer(const std::vector<Packer>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Packer& packer) { return packer.name == name; });
  if (found != all.end()) return *found;
  const bool is_option = name.starts_with('-');
  throw UsageError({.what = is_option ? "the format comes before the options"
                                      : "there is no format '" + name + "' to pack",
                    .where = "tandem pack",
                    .expected = joined(all, &Packer::name),
                    .got = is_option ? name : "",
                    .advice = suggest_nearest(name, names_of(all))});
}

/// Those of the packer and those that all have.
po::options_description options_of(const Packer& packer) {
  po::options_description options("tandem pack " + packer.name + ": " + packer.sentence +
                                  "\n\nUsage: tandem pack " + packer.name + " " + packer.usage +
                                  " --output FILE.h5 [options]\n\nOptions");
  packer.add_options(options);
  add_pack_options(options);
  return options;
}

/// `pack images FOLDER` is `pack images --from FOLDER`, where there is --from.
po::variables_map parse(const Packer& packer, const po::options_description& options,
                        const Arguments& arguments) {
  po::positional_options_description positional;
  if (options.find_nothrow("from", /*approx=*/false) != nullptr) positional.add("from", 1);
  return parse_options(arguments, options, positional, "tandem pack " + packer.name + " --help");
}

ExitCode pack(const CommandCall& call) {
  const Arguments& arguments = call.arguments;
  const std::vector<Packer> all = all_packers();
  if (arguments.empty()) {
    throw UsageError({.what = "pack what?", .advice = "`tandem pack --help` lists the formats."});
  }
  if (arguments.front() == "--help" || arguments.front() == "help") {
    print_overview(all);
    return ExitCode::kDone;
  }
  const Packer& packer = find_packer(all, arguments.front());
  const po::options_description options = options_of(packer);
  const Arguments rest(arguments.begin() + 1, arguments.end());
  // Before the others are read, as of every command.
  if (std::ranges::find(rest, "--help") != rest.end()) {
    std::cout << options;
    return ExitCode::kDone;
  }
  const po::variables_map values = parse(packer, options, rest);
  PackOptions packing = pack_options(values);
  std::unique_ptr<RowSource> source = packer.open(values);
  const RowSelection selection = row_selection(values, source->origin().class_names);
  source = select_rows(std::move(source), selection);
  source = change_pixels(std::move(source), pixel_changes(values));
  // From here on there is a file that an interruption must not leave behind.
  const HeldInterruption interruption;
  packing.writer.between_chunks = [&] { interruption.check(); };
  pack_rows(*source, packing, PackProgressLine());
  std::cout << "wrote " << packing.writer.path.string() << "\n";
  return ExitCode::kDone;
}

}  // namespace

Command pack_command() {
  return {.program = "tandem",
          .name = "pack",
          .usage = "{" + joined(all_packers(), &Packer::name, "|") + "} … --output FILE.h5",
          .sentence = "Write a data set.",
          .place = 1,
          .run = pack};
}

}  // namespace tandem
