// Rows of a group that is read chunk by chunk ahead of the training, two windows per lane in
// memory.
#include <algorithm>
#include <cstring>

#include "framework/data/storage/row_memory.h"
#include "framework/data/storage/row_reader.h"

namespace tandem {
namespace {

/// A group of chunks in memory. The memory is kept when the next group takes its place.
class Window {
 public:
  Window(const std::vector<const DataSetField*>& fields, int64_t max_chunks) : fields_(fields) {
    for (const DataSetField* field : fields) {
      memory_.emplace_back(static_cast<size_t>(max_chunks * field->chunk_memory()));
    }
  }

  void assign(SampleOrder::Group group) {
    group_ = std::move(group);
    chunks_read_ = rows_read_ = position_ = 0;
  }

  int64_t num_chunks() const { return static_cast<int64_t>(group_.chunks.size()); }
  int64_t rows_left() const { return static_cast<int64_t>(group_.rows.size()) - position_; }
  /// The part of the group that has been taken, in 1/scale, rounded up.
  int64_t part_taken(int64_t scale) const {
    const auto rows = static_cast<int64_t>(group_.rows.size());
    return rows == 0 ? scale : (position_ * scale + rows - 1) / rows;
  }

  /// Reads chunks until `count` of the group are in memory.
  void read_until(int64_t count) {
    for (; chunks_read_ < std::min(count, num_chunks()); ++chunks_read_) {
      const int64_t chunk = group_.chunks[static_cast<size_t>(chunks_read_)];
      for (size_t i = 0; i < fields_.size(); ++i) {
        const auto used = static_cast<size_t>(rows_read_ * fields_[i]->row_bytes());
        fields_[i]->read_chunk(chunk, memory_[i].bytes().subspan(used));
      }
      // The short last chunk may come anywhere: the next one goes over what fills it up.
      rows_read_ += fields_.front()->rows_of_chunk(chunk);
    }
  }

  void skip(int64_t rows) { position_ += rows; }

  /// Copies the next `count` rows to row `offset` of the destinations.
  void take(int64_t count, int64_t offset, std::span<std::byte* const> destinations) {
    const int64_t* rows = group_.rows.data() + position_;
    for (size_t i = 0; i < fields_.size(); ++i) {
      const auto bytes = static_cast<size_t>(fields_[i]->row_bytes());
      std::byte* destination = destinations[i] + static_cast<size_t>(offset) * bytes;
      for (int64_t k = 0; k < count; ++k, destination += bytes) {
        std::memcpy(destination, memory_[i].data() + static_cast<size_t>(rows[k]) * bytes, bytes);
      }
    }
    position_ += count;
  }

 private:
  std::vector<const DataSetField*> fields_;
  std::vector<RowMemory> memory_;  // one per field
  SampleOrder::Group group_;
  int64_t chunks_read_ = 0;
  int64_t rows_read_ = 0;
  int64_t position_ = 0;
};

/// Walks one lane through its groups, epoch after epoch.
class LaneStream {
 public:
  LaneStream(const SampleOrder& order, int64_t lane, Window current, Window next)
      : order_(order), lane_(lane), current_(std::move(current)), next_(std::move(next)) {}

  /// Goes to the row of the epoch; to be called once, before gather().
  void seek(int64_t epoch, int64_t row) {
    epoch_ = epoch;
    chunks_ = order_.lane_chunks(epoch, lane_);
    current_.assign(following_group());
    while (row >= current_.rows_left()) {
      row -= current_.rows_left();
      current_.assign(following_group());
    }
    current_.skip(row);
    current_.read_until(current_.num_chunks());
    next_.assign(following_group());
    read_ahead();
  }

  void gather(int64_t count, std::span<std::byte* const> destinations) {
    for (int64_t done = 0; done < count;) {
      if (current_.rows_left() == 0) {
        // May not be there yet: reading ahead comes at the end of a call.
        next_.read_until(next_.num_chunks());
        std::swap(current_, next_);
        next_.assign(following_group());
      }
      const int64_t taken = std::min(count - done, current_.rows_left());
      current_.take(taken, done, destinations);
      done += taken;
    }
    read_ahead();
  }

 private:
  /// As much of the next group as has been taken of this one: no stall, no burst.
  void read_ahead() { next_.read_until(current_.part_taken(next_.num_chunks())); }

  SampleOrder::Group following_group() {
    SampleOrder::Group group = order_.group(chunks_, epoch_, lane_, group_index_++);
    if (!group.rows.empty()) return group;
    chunks_ = order_.lane_chunks(++epoch_, lane_);
    group_index_ = 1;
    return order_.group(chunks_, epoch_, lane_, 0);
  }

  const SampleOrder& order_;
  int64_t lane_;
  Window current_;
  Window next_;
  int64_t epoch_ = 0;  // of the group that following_group() looks at
  int64_t group_index_ = 0;
  std::vector<int64_t> chunks_;
};

class StreamingReader : public RowReader {
 public:
  explicit StreamingReader(const RowReaderOptions& options)
      : options_(options), order_(options.order) {
    std::vector<const DataSetField*> fields;
    for (const std::string& name : options.fields) fields.push_back(&options.group->field(name));
    const int64_t num_chunks = fields.front()->num_chunks();
    const int64_t lane_chunks =
        (num_chunks + options.order.num_lanes - 1) / options.order.num_lanes;
    const int64_t window_chunks = std::min(options.order.window_chunks, lane_chunks);
    const int64_t bpe = order_.batches_per_epoch();
    for (int64_t local_lane = 0; local_lane < options.num_local_lanes; ++local_lane) {
      streams_.push_back(std::make_unique<LaneStream>(order_, options.first_lane + local_lane,
                                                      Window(fields, window_chunks),
                                                      Window(fields, window_chunks)));
      streams_.back()->seek(options.first_batch / bpe,
                            options.first_batch % bpe * options.order.micro_batch_size);
    }
  }

  void gather(int64_t, int64_t local_lane, std::span<std::byte* const> destinations) override {
    streams_[static_cast<size_t>(local_lane)]->gather(options_.order.micro_batch_size,
                                                      destinations);
  }

 private:
  RowReaderOptions options_;
  SampleOrder order_;
  std::vector<std::unique_ptr<LaneStream>> streams_;  // by local lane
};

}  // namespace

std::unique_ptr<RowReader> make_streaming_reader(const RowReaderOptions& options) {
  return std::make_unique<StreamingReader>(options);
}

}  // namespace tandem
