// The binary release of CIFAR-10: what is accepted has rows that can be read. An input is the names
// of the classes, "%%", and labels, one of a record each, so that inputs stay small; an odd byte at
// the end cuts the file.
#include <boost/program_options/variables_map.hpp>

#include "datasets/packers.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

namespace po = boost::program_options;

constexpr size_t kImageBytes = 3072;

std::string records_of(const std::string& labels) {
  std::string records;
  for (const char label : labels) records += label + std::string(kImageBytes, label);
  if (!labels.empty() && labels.back() >= 64) records.pop_back();
  return records;
}

const Packer& packer() {
  static const Packer found = [] {
    for (const Packer& each : all_packers()) {
      if (each.name == "cifar10") return each;
    }
    require(false, "there is a packer of CIFAR-10");
    return Packer();
  }();
  return found;
}

}  // namespace

void try_input(std::string_view bytes) {
  const std::vector<std::string> parts = parts_of(bytes.substr(0, 256), 2);
  const std::filesystem::path directory = empty_directory();
  write_bytes(directory / "batches.meta.txt", parts[0]);
  const std::string records = records_of(parts[1].substr(0, 32));
  for (const char* name : {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4",
                           "data_batch_5", "test_batch"}) {
    write_bytes(directory / (std::string(name) + ".bin"), records);
  }
  po::variables_map options;
  options.emplace("from", po::variable_value(boost::any(directory.string()), false));
  std::unique_ptr<RowSource> source;
  if (!is_accepted([&] { source = packer().open(options); })) return;
  require(source->origin().class_names.size() == 10, "there are ten classes");
  const std::vector<int64_t> rows = source->rows(Split::kTrain);
  require(rows.size() == 5 * records.size() / (kImageBytes + 1), "every record is a row");
  std::vector<std::byte> image(kImageBytes);
  int64_t label = -1;
  const std::array<std::byte*, 2> fields = {image.data(), reinterpret_cast<std::byte*>(&label)};
  for (const int64_t row : rows) {
    source->read_row(Split::kTrain, row, fields);
    require(label >= 0 && label < 10, "a label is one of the classes");
  }
}

}  // namespace tandem::fuzzing
