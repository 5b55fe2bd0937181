#include "launch/job/status_reader.h"

#include "launch/job/timed_answer.h"

namespace tandem {

std::optional<StatusReader::Statuses> StatusReader::read(const std::vector<size_t>& ranks,
                                                         std::chrono::milliseconds limit) {
  if (!asked_) {
    auto answer = begin_call([paths = paths_, ranks] {
      Statuses read;
      for (const size_t rank : ranks) {
        auto status = read_rank_status(paths.rank_status(static_cast<int>(rank)));
        if (status) read.emplace(rank, *std::move(status));
      }
      return read;
    });
    if (!answer) return std::nullopt;
    answer_ = *std::move(answer);
    asked_ = Clock::now();
  }
  if (answer_.wait_for(limit) != std::future_status::ready) return std::nullopt;
  asked_.reset();
  return answer_.get();
}

}  // namespace tandem
