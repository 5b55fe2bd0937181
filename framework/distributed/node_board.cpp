#include "framework/distributed/node_board.h"

#include <unistd.h>

#include <new>

#include "framework/distributed/shared_window.h"

namespace tandem {
namespace {

class NodeBoard : public PositionBoard {
 public:
  explicit NodeBoard(const RankGroups& groups)
      : window_(groups.node, sizeof(RankPosition)),
        first_rank_(groups.world.rank() - groups.node.rank()),
        num_ranks_(groups.world.size()) {
    // The memory is zeroed: who reads a position before its rank comes here sees one that has not
    // begun.
    for (int rank = 0; rank < groups.node.size(); ++rank) {
      positions_.push_back(reinterpret_cast<RankPosition*>(window_.segment(rank)));
    }
    own_ = new (window_.segment(groups.node.rank())) RankPosition{};
    own_->pid.store(::getpid());
  }

  RankPosition& own() override { return *own_; }
  std::vector<const RankPosition*> all() const override { return positions_; }
  int64_t first_rank() const override { return first_rank_; }
  int64_t num_ranks() const override { return num_ranks_; }

 private:
  SharedWindow window_;
  std::vector<const RankPosition*> positions_;
  RankPosition* own_ = nullptr;
  int64_t first_rank_;
  int64_t num_ranks_;
};

}  // namespace

std::unique_ptr<PositionBoard> make_node_board(const RankGroups& groups) {
  return std::make_unique<NodeBoard>(groups);
}

}  // namespace tandem
