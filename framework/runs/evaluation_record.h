// Records of evaluations: what was measured of a checkpoint, and everything that it depends on.
// They lie in `evaluations/` of a run, one file per metric, thing measured and stamp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/named_values.h"

namespace tandem {

/// One number. Numbers that are not finite are absent, too.
struct RecordedValue {
  std::string name;       // "classifier_fid", "label_error", "a-to-b/l1": unique in a checkpoint
  std::string unit;       // "nats"; empty: a plain number
  std::string direction;  // which values are better: "lower", "higher", "none"
  std::string sentence;   // what it is
  std::optional<double> value = {};           // nothing: undefined, as the note says
  std::optional<double> standard_error = {};  // of the value, from one checkpoint
  std::optional<double> floor = {};           // the least that a perfect model would get
  std::optional<double> ceiling = {};         // the most
  std::optional<double> real =
      {};  // of other real images in the place of the model's, equal counts
};

/// Several numbers that belong together, in rows: a spectrum, a histogram of classes, a matrix.
struct RecordedSeries {
  std::string name;                  // "spectrum", "class_histogram", "mutual_information"
  std::string sentence;              // what it is
  std::vector<std::string> rows;     // what each row is: "generated", "real"
  std::vector<std::string> columns;  // what each column is; empty: numbered from 0
  std::vector<double> values = {};   // row by row
};

/// One measurement of a checkpoint.
struct EvaluationRecord {
  std::string metric;  // name of the metric, one for several values
  /// Of its subject: "label_" of a condition, "a-to-b/" of a translation, or empty.
  std::string part;
  int64_t step = 0;     // of the checkpoint
  std::string weights;  // digest of the weights that were measured
  /// What the values depend on beside the weights, in an order that is the same for all records:
  /// metric, version, features, data, split, counts, sampling seed, averaged or raw weights, rule
  /// of quantisation, chunk size, numerics. Values with equal stamps compare.
  NamedTexts stamp;
  std::vector<RecordedValue> values;
  std::vector<RecordedSeries> series = {};
  std::string note = {};  // what cannot be told by a number
  /// The networks of the stamp as the options of the evaluation named them, by these options,
  /// "features" and "classifier"; empty where the configuration of the run or the default did.
  NamedTexts networks = {};
};

/// Whether what was measured depends on a feature network or a classifier.
bool is_by_networks(const EvaluationRecord& record);

/// What differs first between two stamps.
struct StampDifference {
  std::string field;
  std::string first;  // empty where one has no such field
  std::string second;
};
std::optional<StampDifference> difference(const NamedTexts& first, const NamedTexts& second);

/// Digest of a stamp: equal ones, equal digests.
std::string stamp_digest(const NamedTexts& stamp);

/// `evaluations/step-00001000-<metric>-<digest of part, weights and stamp>.json` of a run.
std::filesystem::path record_path(const std::filesystem::path& run, const EvaluationRecord& record);

/// Writes a record, whole or not at all; one that is there already stays. Equal records give equal
/// bytes. Throws FileError.
void write_record(const std::filesystem::path& run, const EvaluationRecord& record);

/// Reads one. Throws DataError for a file that is torn, was edited or is none; FileError when it
/// cannot be read.
EvaluationRecord read_record(const std::filesystem::path& path);

/// All of a run, by step, metric, part, stamp and weights. Throws as read_record does.
std::vector<EvaluationRecord> read_records(const std::filesystem::path& run);

}  // namespace tandem
