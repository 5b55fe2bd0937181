#include "framework/distributed/shared_window.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>

#include "framework/core/alignment.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/distributed/mpi_check.h"

namespace tandem {
namespace {

/// Where Open MPI keeps the files behind shared memory.
std::string backing_directory() {
  const char* chosen = std::getenv("OMPI_MCA_osc_sm_backing_directory");
  if (chosen != nullptr) return chosen;
  if (access("/dev/shm", W_OK) == 0) return "/dev/shm";
  return std::filesystem::temp_directory_path().string();
}

int64_t free_shared_bytes() {
  const std::string directory = backing_directory();
  const std::optional<int64_t> free = free_bytes(directory);
  if (free) return *free;
  throw FileError({.what = "cannot ask for the free space of shared memory",
                   .where = directory,
                   .advice = "Name a directory on a local disk in the environment variable "
                             "OMPI_MCA_osc_sm_backing_directory."});
}

FileError no_space(int64_t needed, const std::string& got) {
  return FileError(
      {.what = "shared memory for the ranks of this node does not fit",
       .where = backing_directory(),
       .expected = std::to_string(needed) + " bytes",
       .got = got,
       .advice = "Enlarge it (mount -o remount,size=…; docker run --shm-size=…), or name a "
                 "directory on a local disk in OMPI_MCA_osc_sm_backing_directory, or start fewer "
                 "ranks on a node. Jobs that were killed leave files like vader_segment.* there, "
                 "which may be removed while no other job runs."});
}

/// Touching a page for which there is no room kills the process, so room is looked for first. All
/// ranks of the node come to the same verdict.
void check_space(const MpiGroup& node, int64_t bytes_per_rank) {
  int64_t free = node.rank() == 0 ? free_shared_bytes() : 0;
  check_mpi(MPI_Bcast(&free, 1, MPI_INT64_T, 0, node.handle()), "MPI_Bcast", node.rank());
  if (bytes_per_rank > free / node.size()) {
    throw no_space(bytes_per_rank * node.size(), free_bytes_text(free));
  }
}

/// Makes the pages of [begin, end) present, and reports one that cannot be instead of dying of it
/// later. Kernels before 5.14 cannot, and pages then come as they are touched.
void populate(std::byte* begin, std::byte* end) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  std::byte* first = begin + (page - reinterpret_cast<uintptr_t>(begin) % page) % page;
  std::byte* last = end - reinterpret_cast<uintptr_t>(end) % page;
  if (last <= first) return;
  if (madvise(first, static_cast<size_t>(last - first), MADV_POPULATE_WRITE) == 0) return;
  if (errno != EINVAL) throw no_space(end - begin, std::strerror(errno));
}

}  // namespace

SharedWindow::SharedWindow(const MpiGroup& node, int64_t bytes_per_rank)
    : bytes_per_rank_(bytes_per_rank) {
  // MPI promises no alignment: a segment is made larger, and begins at the first boundary in it.
  const int64_t requested = bytes_per_rank + kAlignmentBytes;
  check_space(node, requested);
  void* base = nullptr;
  check_mpi(MPI_Win_allocate_shared(requested, 1, MPI_INFO_NULL, node.handle(), &base, &window_),
            "MPI_Win_allocate_shared", node.rank());
  check_mpi(MPI_Win_set_errhandler(window_, MPI_ERRORS_RETURN), "MPI_Win_set_errhandler",
            node.rank());
  find_segments(node);
  fill_pages(node);
}

SharedWindow::~SharedWindow() {
  if (window_ == MPI_WIN_NULL || is_unwinding()) return;
  if (MPI_Win_free(&window_) != MPI_SUCCESS) log_error("MPI_Win_free failed");
}

void SharedWindow::find_segments(const MpiGroup& node) {
  for (int other = 0; other < node.size(); ++other) {
    MPI_Aint size = 0;
    int unit = 0;
    void* base = nullptr;
    check_mpi(MPI_Win_shared_query(window_, other, &size, &unit, &base), "MPI_Win_shared_query",
              node.rank());
    // Mappings begin at a page boundary in every process, so all round up by the same amount.
    const auto address = reinterpret_cast<int64_t>(base);
    segments_.push_back(static_cast<std::byte*>(base) +
                        (rounded_up(address, kAlignmentBytes) - address));
  }
}

/// Every rank first touches its own pages, which puts them near its core, then maps the others', so
/// that no reduction stops for page faults.
void SharedWindow::fill_pages(const MpiGroup& node) {
  std::byte* own = segment(node.rank());
  populate(own, own + bytes_per_rank_);
  std::memset(own, 0, static_cast<size_t>(bytes_per_rank_));
  check_mpi(MPI_Barrier(node.handle()), "MPI_Barrier", node.rank());
  for (std::byte* other : segments_) populate(other, other + bytes_per_rank_);
}

}  // namespace tandem
