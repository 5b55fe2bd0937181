// The one place where return codes of MPI become errors.
#pragma once

#include <cstdint>

namespace tandem {

/// Throws CommunicationError naming rank, call and MPI's own reason unless `code` is MPI_SUCCESS.
void check_mpi(int code, const char* call, int64_t rank);

/// True while an exception is on its way up: destructors then leave out what is collective, because
/// the other ranks are not coming.
bool is_unwinding();

}  // namespace tandem
