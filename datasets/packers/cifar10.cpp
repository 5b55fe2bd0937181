// The binary release of CIFAR-10: five files of records to train on, one to test, one of names.
#include <algorithm>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <cstring>
#include <filesystem>

#include "datasets/packers.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kFolder = "cifar-10-batches-bin";
constexpr const char* kNames = "batches.meta.txt";
constexpr const char* kTest = "test_batch.bin";
constexpr std::array<const char*, 5> kTrain = {"data_batch_1.bin", "data_batch_2.bin",
                                               "data_batch_3.bin", "data_batch_4.bin",
                                               "data_batch_5.bin"};
constexpr const char* kDownload =
    "Download and unpack cifar-10-binary.tar.gz, and name the folder that it makes with --from.";

constexpr size_t kNumClasses = 10;
constexpr size_t kSide = 32;
constexpr size_t kChannels = 3;
constexpr size_t kPlaneBytes = kSide * kSide;
constexpr size_t kRecordBytes = 1 + kChannels * kPlaneBytes;  // label, then planes R, G, B
constexpr size_t kPublishedRecords = 10000;                   // of each file
constexpr uintmax_t kMaxFileBytes = uintmax_t{256} << 20;
constexpr size_t kMaxNameBytes = 64;

/// Whether there is something of that name; false also for what may not be looked at.
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// What a folder without the binary release holds instead, for the message; empty if unknown.
std::string what_is_there(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return is_there(path) ? "a file" : "nothing";
  for (const char* part : {"data_batch_1", "cifar-10-batches-py/data_batch_1"}) {
    if (is_there(path / part)) return "the Python release, which holds pickled objects";
  }
  for (const char* archive : {"cifar-10-binary.tar.gz", "cifar-10-python.tar.gz"}) {
    if (is_there(path / archive)) return std::string(archive) + ", still packed";
  }
  return "";
}

/// The folder of the files: `from` itself or the folder of the release in it.
fs::path find_folder(const fs::path& from) {
  for (const fs::path& folder : {from, from / kFolder}) {
    // Any of the files will do: which of them is missing there is then said by its name.
    for (const char* file : kTrain) {
      if (is_there(folder / file)) return folder;
    }
    if (is_there(folder / kTest)) return folder;
  }
  throw FileError({.what = "does not hold the binary release of CIFAR-10",
                   .where = from,
                   .expected = std::string(kTrain.front()) + " to " + kTrain.back() + ", " + kTest +
                               " and " + kNames,
                   .got = what_is_there(from),
                   .advice = kDownload});
}

/// The bytes of a file of the release, which was looked for and must be there.
std::string read_part(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    throw FileError({.what = "a file of the binary release is missing",
                     .where = path,
                     .expected = "a file",
                     .advice = kDownload});
  }
  // Before it is read into memory: a file of that name may be anything.
  const uintmax_t file_bytes = fs::file_size(path, error);
  if (!error && file_bytes > kMaxFileBytes) {
    throw DataError({.what = "the file is too large",
                     .where = path,
                     .expected = "at most " + std::to_string(kMaxFileBytes) + " bytes",
                     .got = std::to_string(file_bytes),
                     .advice = kDownload});
  }
  return read_file(path);
}

/// Records of one file, checked: whole ones, one at least, labels in range.
std::string read_records(const fs::path& path) {
  std::string bytes = read_part(path);
  if (bytes.empty() || bytes.size() % kRecordBytes != 0) {
    throw DataError({.what = "the file does not consist of whole records",
                     .where = path,
                     .expected = "a multiple of " + std::to_string(kRecordBytes) + " bytes, " +
                                 std::to_string(kPublishedRecords * kRecordBytes) +
                                 " in the published files",
                     .got = std::to_string(bytes.size()),
                     .advice = kDownload});
  }
  for (size_t begin = 0; begin < bytes.size(); begin += kRecordBytes) {
    const auto label = static_cast<unsigned char>(bytes[begin]);
    if (label < kNumClasses) continue;
    throw DataError(
        {.what = "the label of record " + std::to_string(begin / kRecordBytes) + " is out of range",
         .where = path,
         .expected = "0 to " + std::to_string(kNumClasses - 1),
         .got = std::to_string(label),
         .advice = "Is it CIFAR-100, or another format? " + std::string(kDownload)});
  }
  return bytes;
}

/// Printable ASCII without blanks at its ends.
bool is_plain(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes && name.front() != ' ' &&
         name.back() != ' ' && std::all_of(name.begin(), name.end(), [](char letter) {
           return letter >= ' ' && letter <= '~';
         });
}

/// A name per line; empty lines at the end are the publisher's.
std::vector<std::string> read_class_names(const fs::path& path) {
  std::vector<std::string> names = split(read_part(path), '\n');
  for (std::string& name : names) {
    if (name.ends_with('\r')) name.pop_back();
  }
  while (!names.empty() && names.back().empty()) names.pop_back();
  const auto refuse = [&](const std::string& got) {
    throw DataError({.what = "does not hold the names of the classes",
                     .where = path,
                     .expected = std::to_string(kNumClasses) + " different lines of 1 to " +
                                 std::to_string(kMaxNameBytes) + " plain characters",
                     .got = got,
                     .advice = kDownload});
  };
  if (names.size() != kNumClasses) refuse(std::to_string(names.size()) + " lines");
  for (size_t i = 0; i < names.size(); ++i) {
    // A name that is not plain is not repeated to a terminal.
    if (!is_plain(names[i])) refuse("another line " + std::to_string(i + 1));
    if (std::find(names.begin(), names.begin() + static_cast<ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<ptrdiff_t>(i)) {
      refuse("'" + names[i] + "' twice");
    }
  }
  return names;
}

class Cifar10Source : public RowSource {
 public:
  explicit Cifar10Source(const fs::path& from) {
    const fs::path folder = find_folder(from);
    origin_ = {.generator = "cifar10",
               .source_digests = {},
               .class_names = read_class_names(folder / kNames)};
    origin_.source_digests.emplace_back(kNames, digest_of_file(folder / kNames));
    // Their order numbers the rows.
    for (const char* file : kTrain) train_ += read_digested(folder / file);
    test_ = read_digested(folder / kTest);
    const size_t num_train = train_.size() / kRecordBytes, num_test = test_.size() / kRecordBytes;
    if (num_train != kTrain.size() * kPublishedRecords || num_test != kPublishedRecords) {
      log_warning(folder.string() + ": holds " + std::to_string(num_train) + " + " +
                  std::to_string(num_test) + " images, the published release 50000 + 10000");
    }
  }

  DataSetOrigin origin() const override { return origin_; }

  std::vector<FieldDescription> fields() const override {
    return {{.name = "images", .shape = {kSide, kSide, kChannels}, .type = "uint8"},
            label_description()};
  }

  std::vector<int64_t> rows(Split split) const override {
    return all_rows(records(split).size() / kRecordBytes);
  }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    const char* record = records(split).data() + static_cast<size_t>(row) * kRecordBytes;
    const char* planes = record + 1;
    // Planes become interleaved channels.
    for (size_t pixel = 0; pixel < kPlaneBytes; ++pixel) {
      for (size_t channel = 0; channel < kChannels; ++channel) {
        fields[0][pixel * kChannels + channel] =
            static_cast<std::byte>(planes[channel * kPlaneBytes + pixel]);
      }
    }
    const int64_t label = static_cast<unsigned char>(record[0]);
    std::memcpy(fields[1], &label, sizeof(label));
  }

 private:
  const std::string& records(Split split) const { return split == Split::kTrain ? train_ : test_; }

  std::string read_digested(const fs::path& path) {
    std::string bytes = read_records(path);
    origin_.source_digests.emplace_back(path.filename(), digest_of(bytes));
    return bytes;
  }

  DataSetOrigin origin_;
  std::string train_;  // records, of the five files one after the other
  std::string test_;
};

void add_options(po::options_description& options) {
  options.add_options()("from", po::value<std::string>()->value_name("DIR"),
                        "folder cifar-10-batches-bin, or the folder that it is in (required; "
                        "--from may be left out)");
}

std::unique_ptr<RowSource> open(const po::variables_map& options) {
  return std::make_unique<Cifar10Source>(
      from_option(options, std::string("the folder ") + kFolder));
}

}  // namespace

Packer cifar10_packer() {
  return {.name = "cifar10",
          .usage = "[--from] DIR",
          .sentence = "the binary release of CIFAR-10: records of a label and three planes",
          .add_options = add_options,
          .open = open};
}

}  // namespace tandem
