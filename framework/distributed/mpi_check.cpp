#include "framework/distributed/mpi_check.h"

#include <mpi.h>

#include <array>
#include <exception>
#include <string>

#include "framework/core/error.h"

namespace tandem {

void check_mpi(int code, const char* call, int64_t rank) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> reason{};
  int length = 0;
  if (MPI_Error_string(code, reason.data(), &length) != MPI_SUCCESS) length = 0;
  throw CommunicationError(
      {.what = std::string(call) + " failed",
       .where = "rank " + std::to_string(rank),
       .expected = "MPI_SUCCESS",
       .got = length > 0 ? std::string(reason.data(), static_cast<size_t>(length))
                         : "code " + std::to_string(code),
       .advice = "The logs of the other ranks say which of them failed first; resume the run."});
}

bool is_unwinding() { return std::uncaught_exceptions() > 0; }

}  // namespace tandem
