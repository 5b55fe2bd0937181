#include "framework/distributed/mpi_session.h"

#include <mpi.h>

#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/number_in.h"
#include "framework/distributed/local_communicator.h"
#include "framework/distributed/mpi_check.h"
#include "framework/distributed/mpi_communicator.h"
#include "framework/distributed/nccl_communicator.h"
#include "framework/distributed/node_board.h"
#include "framework/distributed/rank_groups.h"

namespace tandem {
namespace {

/// How many ranks there are, as mpirun says it.
constexpr const char* kRanksOfMpirun = "OMPI_COMM_WORLD_SIZE";

/// How many ranks the launcher says it started: 0 when it gives no number, 1 without a launcher.
/// Nothing of MPI is touched. SLURM_NTASKS is not asked: a batch script inherits it, too.
int64_t launched_ranks() {
  for (const char* name : {kRanksOfMpirun, "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const char* text = std::getenv(name);
    if (text == nullptr) continue;
    const auto count = number_in<int64_t>(text);
    if (count && *count > 0) return *count;
    throw CommunicationError({.what = "the launcher of this process left an unusable variable",
                              .where = std::string("environment variable ") + name,
                              .expected = "the number of ranks",
                              .got = "'" + std::string(text) + "'"});
  }
  return std::getenv("PMIX_RANK") != nullptr ? 0 : 1;
}

void initialize_mpi() {
  int provided = 0;
  check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread",
            0);
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler",
            0);
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler",
            0);
  if (provided >= MPI_THREAD_FUNNELED) return;
  throw CommunicationError({.what = "this MPI cannot be used beside other threads",
                            .where = "MPI_Init_thread",
                            .expected = "MPI_THREAD_FUNNELED",
                            .got = "level " + std::to_string(provided)});
}

}  // namespace

MpiSession::MpiSession() {
  const int64_t launched = launched_ranks();
  if (launched == 1) return;
  initialize_mpi();
  initialized_ = true;
  const RankGroups groups = make_rank_groups();
  rank_ = groups.world.rank();
  size_ = groups.world.size();
  local_rank_ = groups.local_rank;
  // Where launcher and MPI do not know each other, every process is rank 0 of a job of its own.
  if (launched == 0 || launched == size_) return;
  throw CommunicationError(
      {.what = "the processes of this job do not find each other",
       .where = "MPI_Init_thread",
       .expected = std::to_string(launched) + " ranks, as the launcher says",
       .got = std::to_string(size_),
       .advice = "Start with mpirun, or with srun --mpi=pmix and an Open MPI that supports it."});
}

MpiSession::~MpiSession() {
  if (!initialized_) return;
  // MPI_Finalize is collective, and the other ranks are not coming.
  if (is_unwinding()) {
    log_error("rank " + std::to_string(rank_) + " ends without MPI_Finalize after an error");
    return;
  }
  if (MPI_Finalize() != MPI_SUCCESS) log_error("MPI_Finalize failed");
}

std::vector<std::string> MpiSession::gather(const std::string& text) const {
  if (!initialized_ || size_ == 1) return {text};
  const RankGroups groups = make_rank_groups();
  const MPI_Comm world = groups.world.handle();
  std::vector<std::string> texts;
  for (int root = 0; root < groups.world.size(); ++root) {
    std::string said = root == groups.world.rank() ? text : "";
    auto length = static_cast<int64_t>(said.size());
    check_mpi(MPI_Bcast(&length, 1, MPI_INT64_T, root, world), "MPI_Bcast", rank_);
    said.resize(static_cast<size_t>(length));
    check_mpi(MPI_Bcast(said.data(), static_cast<int>(length), MPI_BYTE, root, world), "MPI_Bcast",
              rank_);
    texts.push_back(std::move(said));
  }
  return texts;
}

std::unique_ptr<Communicator> MpiSession::communicator(const at::Device& device,
                                                       const CommunicatorOptions& options) const {
  if (!initialized_ || size_ == 1) return std::make_unique<LocalCommunicator>(device);
  RankGroups groups = make_rank_groups();
  if (device.is_cpu()) {
    return std::make_unique<MpiCommunicator>(std::move(groups), options.reduction);
  }
  std::string id = groups.world.rank() == 0 ? make_nccl_id() : std::string();
  id.resize(kNcclIdBytes);
  check_mpi(MPI_Bcast(id.data(), kNcclIdBytes, MPI_BYTE, 0, groups.world.handle()), "MPI_Bcast",
            rank_);
  return make_nccl_communicator({rank_, size_, device}, id, options);
}

std::unique_ptr<PositionBoard> MpiSession::position_board() const {
  if (!initialized_ || size_ == 1) return make_own_board();
  return make_node_board(make_rank_groups());
}

bool MpiSession::may_end_with_code() const {
  // mpirun takes such an end for a failure and ends the other ranks; srun returns the code.
  return size_ == 1 || std::getenv(kRanksOfMpirun) == nullptr;
}

void MpiSession::abort(int exit_code) const {
  // Neither of the calls below is bound to write out what is buffered.
  std::fflush(nullptr);
  if (initialized_) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

}  // namespace tandem
