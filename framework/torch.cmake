# Imported targets for the LibTorch of a Python wheel: `torch`, and `torch_gpu` with the libraries of
# the vendor of its GPUs, whose folder TANDEM_GPU_VENDOR names.
# TANDEM_TORCH_ROOT is the folder that holds include/ and lib/ of LibTorch.
if(NOT TANDEM_TORCH_ROOT)
  file(GLOB torch_candidates ${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
  list(GET torch_candidates 0 torch_found)
  set(TANDEM_TORCH_ROOT "${torch_found}" CACHE PATH "LibTorch: the folder with include/ and lib/")
endif()
if(NOT EXISTS ${TANDEM_TORCH_ROOT}/include/torch/csrc/api/include/torch/torch.h)
  message(FATAL_ERROR "No LibTorch in TANDEM_TORCH_ROOT='${TANDEM_TORCH_ROOT}': run `make setup`, "
                      "or pass -DTANDEM_TORCH_ROOT=<folder with include/ and lib/>")
endif()
get_filename_component(torch_site ${TANDEM_TORCH_ROOT} DIRECTORY)

add_library(torch INTERFACE IMPORTED)
target_include_directories(torch SYSTEM INTERFACE
  ${TANDEM_TORCH_ROOT}/include ${TANDEM_TORCH_ROOT}/include/torch/csrc/api/include)
target_link_directories(torch INTERFACE ${TANDEM_TORCH_ROOT}/lib)
target_link_options(torch INTERFACE -Wl,-rpath,${TANDEM_TORCH_ROOT}/lib)
# LibTorch exports parts of std::filesystem of its own, and remove_all crashes in them: libstdc++
# must come first.
target_link_options(torch INTERFACE
                    "SHELL:-Wl,--push-state,--no-as-needed -lstdc++ -Wl,--pop-state")
target_link_libraries(torch INTERFACE torch torch_cpu c10)

find_library(TANDEM_TORCH_CUDA torch_cuda PATHS ${TANDEM_TORCH_ROOT}/lib NO_DEFAULT_PATH)
add_library(torch_gpu INTERFACE IMPORTED)
set(TANDEM_GPU_VENDOR absent)
target_link_libraries(torch_gpu INTERFACE torch)
if(TANDEM_TORCH_CUDA)
  set(TANDEM_GPU_VENDOR cuda)
  find_library(TANDEM_NCCL NAMES nccl libnccl.so.2 PATHS ${torch_site}/nvidia/nccl/lib REQUIRED NO_DEFAULT_PATH)
  find_library(TANDEM_CUDART NAMES cudart libcudart.so.13 libcudart.so.12
               PATHS ${torch_site}/nvidia/cu13/lib ${torch_site}/nvidia/cuda_runtime/lib REQUIRED NO_DEFAULT_PATH)
  find_library(TANDEM_CUBLAS NAMES cublas libcublas.so.13 libcublas.so.12
               PATHS ${torch_site}/nvidia/cu13/lib ${torch_site}/nvidia/cublas/lib REQUIRED NO_DEFAULT_PATH)
  target_include_directories(torch_gpu SYSTEM INTERFACE
    ${torch_site}/nvidia/cu13/include ${torch_site}/nvidia/nccl/include)
  # Nothing of libtorch_cuda is referenced by name, yet its registrations are needed.
  target_link_options(torch_gpu INTERFACE
    -Wl,--no-as-needed ${TANDEM_TORCH_CUDA} -Wl,--as-needed
    -Wl,-rpath,${torch_site}/nvidia/nccl/lib)
  target_link_libraries(torch_gpu INTERFACE c10_cuda ${TANDEM_NCCL} ${TANDEM_CUDART}
                        ${TANDEM_CUBLAS})
endif()
