#include "framework/distributed/rank_position.h"

#include <unistd.h>

#include <array>

namespace tandem {
namespace {

class OwnBoard : public PositionBoard {
 public:
  OwnBoard() { position_.pid.store(::getpid()); }

  RankPosition& own() override { return position_; }
  std::vector<const RankPosition*> all() const override { return {&position_}; }
  int64_t first_rank() const override { return 0; }
  int64_t num_ranks() const override { return 1; }

 private:
  RankPosition position_{};
};

}  // namespace

std::string to_string(Operation operation) {
  constexpr std::array kNames = {"none", "allocate", "sum_ordered", "sum", "broadcast", "barrier"};
  return kNames.at(static_cast<size_t>(operation));
}

std::unique_ptr<PositionBoard> make_own_board() { return std::make_unique<OwnBoard>(); }

}  // namespace tandem
