# The things to do with a checkout. All may be repeated and continue after an interruption.
SHELL := /bin/bash
BUILD := build
PRESET := release
export TANDEM_TORCH_ROOT

# A job compiles a source against LibTorch in up to 1.5 GB: as many as cores and free memory allow.
JOBS ?= $(shell awk -v cores=$$(nproc) '/MemAvailable/ { fit = int($$2 / 1572864); \
          print fit < 1 ? 1 : (fit < cores ? fit : cores) }' /proc/meminfo)

# Open MPI refuses to run as root unless told otherwise; the program itself never tells it.
ifeq ($(shell id -u),0)
export OMPI_ALLOW_RUN_AS_ROOT := 1
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM := 1
endif

.DEFAULT_GOAL := help
.PHONY: help setup build check debug tidy test bench fuzz gpu-kit quickstart

help:
	@echo 'make setup       install the packages and the LibTorch that are missing'
	@echo 'make build       build/tandem and build/tandem-worker'
	@echo 'make check       the tests that need no LibTorch and the rules of the sources: a minute, for'
	@echo '                 every build'
	@echo 'make test        build all, run all tests, then debug and tidy'
	@echo '                 (TEST="-L unit" passes that to ctest and runs no more than it says)'
	@echo 'make debug       the tests that need no LibTorch, with the address and undefined behaviour'
	@echo '                 sanitizers'
	@echo 'make tidy        clang-tidy over the sources that differ from the upstream commit'
	@echo '                 (BASE=COMMIT from another commit, MINUTES=0 until all are checked)'
	@echo 'make bench       speed and memory beside the same work in Python (about 20 minutes;'
	@echo "                 BENCH='--only vae --pairs 3' chooses rows and pairs)"
	@echo 'make fuzz        fuzzes all that reads foreign bytes, 20 seconds each (SECONDS_EACH=60,'
	@echo "                 ONLY='yaml sweep' choose); needs clang"
	@echo 'make gpu-kit     packs what first light on a machine with a GPU needs (tests/gpu/README.md);'
	@echo '                 MNIST=FOLDER names the IDX files'
	@echo 'make quickstart  pack the built-in sprites, train a VAE, name the pictures'
	@echo 'TANDEM_TORCH_ROOT=<folder with include/ and lib/> uses a LibTorch of your own.'

setup:
	@launch/setup.sh

build: setup
	cmake --preset $(PRESET) $(if $(TANDEM_TORCH_ROOT),-DTANDEM_TORCH_ROOT=$(TANDEM_TORCH_ROOT))
	cmake --build $(BUILD) --parallel $(JOBS) --target tandem tandem-worker

check: setup
	cmake --preset $(PRESET) $(if $(TANDEM_TORCH_ROOT),-DTANDEM_TORCH_ROOT=$(TANDEM_TORCH_ROOT))
	cmake --build $(BUILD) --parallel $(JOBS) --target light_tests
	@python3 tests/run_tests.py $(BUILD) -L fast

debug: setup
	cmake --preset debug $(if $(TANDEM_TORCH_ROOT),-DTANDEM_TORCH_ROOT=$(TANDEM_TORCH_ROOT))
	cmake --build --preset debug --parallel $(JOBS)
	@python3 tests/run_tests.py build-debug -L fast -LE structure

tidy: setup
	cmake --preset tidy $(if $(TANDEM_TORCH_ROOT),-DTANDEM_TORCH_ROOT=$(TANDEM_TORCH_ROOT)) >/dev/null
	@python3 -B tests/structure/check_tidy.py build-tidy --minutes $(or $(MINUTES),10) \
	  $(if $(BASE),--base $(BASE))

test: build
	cmake --build $(BUILD) --parallel $(JOBS)
	@python3 tests/run_tests.py $(BUILD) $(TEST)
	$(if $(TEST),,@$(MAKE) --no-print-directory debug tidy)

bench: build
	cmake --build $(BUILD) --parallel $(JOBS) \
	  --target reduction_benchmark benchmark-data tandem-benchmark metrics_benchmark sweep_benchmark
	@.venv/bin/python tests/benchmarks/bench.py --build $(BUILD) $(BENCH)

fuzz: setup
	@command -v clang++ >/dev/null || { echo 'make fuzz needs clang: apt-get install clang'; exit 1; }
	cmake --preset fuzz $(if $(TANDEM_TORCH_ROOT),-DTANDEM_TORCH_ROOT=$(TANDEM_TORCH_ROOT)) >/dev/null
	cmake --build --preset fuzz --parallel $(JOBS)
	@python3 tests/fuzz/run_fuzzers.py build-fuzz --seconds $(or $(SECONDS_EACH),20) \
	  $(if $(ONLY),--only $(ONLY))

gpu-kit: build
	cmake --build $(BUILD) --parallel $(JOBS) --target rank_tests nccl_tests tandem-benchmark
	@.venv/bin/python tests/gpu/pack.py --build $(BUILD) $(if $(MNIST),--mnist $(MNIST))

quickstart: build
	@launch/quickstart.sh $(BUILD)
