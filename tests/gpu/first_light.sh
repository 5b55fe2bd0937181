#!/usr/bin/env bash
# First light: what a bare machine with a GPU says of tandem, in ten minutes.
#
# first_light.sh KIT OUT: KIT is made by pack.py; OUT gets results.jsonl, table.md and log.txt, each
# figure as it comes. Environment: PYTHON, the interpreter with the torch wheel (python3); BUDGET,
# seconds for everything (575); DEVICE=cpu rehearses, with fewer steps, what needs no GPU.
set -u -o pipefail

if (($# != 2)); then
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 64
fi
kit=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
here=$(dirname "$(realpath "$0")")
experiments=$here/../../experiments
device=${DEVICE:-cuda}
python=${PYTHON:-python3}
end=$((SECONDS + ${BUDGET:-575}))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f "$out"/results.jsonl "$out"/table.md
exec 2>"$out/log.txt"

site=$("$python" -c 'import importlib.util as u, pathlib as p
print(p.Path(u.find_spec("torch").origin).parents[1])') || { echo "no torch for $python"; exit 69; }
# libevent_core of the kit calls arc4random, which is younger than most of what else it needs.
glibc=$("$python" -c 'import os; print(os.confstr("CS_GNU_LIBC_VERSION").split()[1])')
if [[ ${glibc#2.} =~ ^[0-9]+$ ]] && ((${glibc#2.} < 36)); then
  echo "the programs of the kit need glibc 2.36, and this machine has $glibc"
  exit 69
fi
# The driver may lie where the machine says itself.
libraries=$site/torch/lib:$site/nvidia/nccl/lib:$site/nvidia/cu13/lib:$kit/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
if [[ $device == cuda ]]; then
  data=$kit/data/mnist.h5 steps=20 seconds=4 at_once=8 limit=90 smaller=()
else
  data=$kit/data/digits.h5 steps=2 seconds=0.5 at_once=2 limit=600 smaller=(batch.size=16)
fi

# --- how things are run and recorded -------------------------------------------------------------

# limited SECONDS COMMAND…: never longer, and never beyond the budget.
limited() {
  local limit=$1 left=$((end - SECONDS))
  shift
  ((left > 0)) || return 124
  echo "+ $*" >&2
  timeout -k 5 "$((limit < left ? limit : left))" "$@" </dev/null
}

# program SECONDS NAME ARGUMENT…: one of the kit, which alone sees the kit's libraries.
program() {
  local limit=$1 name=$2
  shift 2
  limited "$limit" env LD_LIBRARY_PATH="$libraries" "$kit/bin/$name" "$@"
}

results() { "$python" -S "$here/results.py" "$out" "$@"; }

# add_code STEP FIGURE CODE
add_code() { results add "$1" "$2" "exit code $3" "$( (($3 == 0)) && echo ok || echo failed)"; }

# needs_device STEP, needs_gpu STEP: say so, and fail, where there is none; the CPU is a device in a
# rehearsal.
needs_device() { [[ $device == cpu ]] || needs_gpu "$1"; }

needs_gpu() {
  [[ $device == cuda ]] && ((gpus > 0)) && return
  results add "$1" "" "needs a GPU" "not run"
  return 1
}

# data_of CONFIGURATION: overrides that name its data.
data_of() {
  if grep -q 'sources:' "$1"; then
    echo "data.sources.a.path=$data data.sources.b.path=$data"
  elif grep -q 'family: pix2pix' "$1"; then
    echo "data.path=$kit/data/pairs.h5"
  else
    echo "data.path=$data"
  fi
}

# train SECONDS CONFIGURATION RUN OVERRIDE…: with all that a run does at its end; on $place, if set.
train() {
  local seconds_at_most=$1 configuration=$2 run=$3
  shift 3
  # shellcheck disable=SC2046 # one override a word
  program "$seconds_at_most" tandem-worker train "$configuration" $(data_of "$configuration") \
    device="${place:-$device}" report.every=1 samples.every=1000 samples.count=16 evaluation.every=1000 \
    evaluation.samples=500 "${smaller[@]}" "$@" --run "$run" >&2
}

# --- the steps, the most telling first -----------------------------------------------------------

step_machine() {
  local name missing card=
  IFS= read -r card < <(
    limited 10 nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader)
  if [[ $card ]]; then
    results add machine "GPU, driver, memory" "$card" ok
  else
    results add machine nvidia-smi "finds no GPU" "not run"
  fi
  for name in tandem-worker rank_tests nccl_tests tandem-benchmark; do
    missing=$(LD_LIBRARY_PATH=$libraries ldd "$kit/bin/$name" | grep 'not found')
    results add machine "libraries of $name" "${missing:-all found}" \
      "$([[ $missing ]] && echo failed || echo ok)"
  done
  program 60 tandem-worker doctor >"$work/doctor"
  local code=$?
  gpus=$(sed -n 's/^GPUs *//p' "$work/doctor")
  gpus=${gpus:-0}
  while IFS= read -r line; do
    results add doctor "${line:0:12}" "${line:12}" ok
  done <"$work/doctor"
  ((code == 0)) || results add doctor "exit code" "$code" failed
  [[ ! $card ]] || ((gpus > 0)) ||
    results add doctor GPUs "none, where nvidia-smi finds one: is libcuda.so.1 found?" failed
}

train_family() {
  local configuration=$1 family
  family=$(basename "$(dirname "$configuration")")
  local overrides=()
  # All objectives in each step: twenty steps do not reach the second of their phases.
  grep -q '^phases:' "$configuration" && overrides=('phases=[]')
  train "$limit" "$configuration" "$work/families/$family" steps=$steps "${overrides[@]}"
  results run families "$family, $steps steps" "$work/families/$family" $?
}

step_families() {
  needs_device families || return
  local folder configurations
  for folder in "$experiments"/*/; do
    configurations=("$folder"mnist*.yaml)
    [[ -e ${configurations[0]} ]] || continue
    while (($(jobs -rp | wc -l) >= at_once)); do wait -n; done
    train_family "${configurations[0]}" &
  done
  wait
}

step_communication() {
  needs_gpu communication || return
  program 60 rank_tests 1 0 cuda >&2
  add_code communication "tests of one rank" $?
  # Two processes take turns on the GPU, operation by operation.
  NCCL_DEBUG=WARN program 150 nccl_tests 2 >"$work/pair"
  add_code communication "two ranks on one GPU, a lost peer" $?
  results lines communication 0 <"$work/pair"
  cat "$work/pair" >&2
  program 60 nccl_tests 3 >&2
  add_code communication "three ranks, as evaluation may have" $?
}

digests_of_family() {
  local family=$1 base=$work/digests/$1 last=4 saves=2
  # Of these one step takes thousands of allocations, which are slow without the cache.
  [[ $device == cuda ]] && last=20 saves=8
  [[ $device == cuda && $family =~ ^(vae|dcgan)$ ]] && last=50 saves=20
  local configuration=$experiments/$family/mnist.yaml
  local plain=(steps="$last" checkpoint.every="$saves")
  train "$limit" "$configuration" "$base/once" "${plain[@]}"
  train "$limit" "$configuration" "$base/again" "${plain[@]}"
  CUDA_LAUNCH_BLOCKING=1 train "$limit" "$configuration" "$base/launches-wait" "${plain[@]}"
  PYTORCH_NO_CUDA_MEMORY_CACHING=1 train "$limit" "$configuration" "$base/no-caching" "${plain[@]}"
  TANDEM_TEST_FAULT=kill@0:$((last - 1)) \
    train "$limit" "$configuration" "$base/resumed" "${plain[@]}"
  program "$limit" tandem-worker run "$base/resumed" >&2
  results same digests "$last" "$family: twice, launches wait, no caching, killed and resumed" "$base"/*
}

step_digests() {
  needs_device digests || return
  local family
  for family in vae dcgan wgan_gp cyclegan; do digests_of_family "$family" & done
  wait
}

step_cpu() {
  needs_gpu "GPU against CPU" || return
  local configuration=$experiments/autoencoder/mnist-deep.yaml place
  for place in cpu cuda; do
    train 60 "$configuration" "$work/places/$place" steps=20
  done
  results close "GPU against CPU" "autoencoder, relative difference of losses over 20 steps" \
    "$work/places/cuda" "$work/places/cpu" 1e-4
}

step_ceilings() {
  needs_gpu ceilings || return
  limited 60 "$python" "$here/ceilings.py" >"$work/ceilings"
  results lines ceilings $? <"$work/ceilings"
}

step_speed() {
  needs_device speed || return
  local family parts
  for family in vae gan dcgan wgan_gp cyclegan; do
    for parts in 1 4 8; do
      program $((limit / 3)) tandem-benchmark $family "$data" --device "$device" --micro-batches $parts \
        --seconds $seconds --experiments "$experiments" >"$work/speed"
      results lines speed $? "$family, M = $parts: " <"$work/speed"
    done
  done
}

step_peers() {
  needs_device peers || return
  limited "$limit" "$python" "$here/graph_peers.py" "$data" $seconds "$device" >"$work/peers"
  results lines peers $? <"$work/peers"
  local family way
  for family in vae dcgan; do
    for way in "eager PyTorch" "PyTorch in one graph"; do
      results ratio peers "$family: tandem with M = 1 over $way" \
        "$family, M = 1: steps_per_second" "$family, $way, steps/s"
    done
  done
}

step_sanitizer() {
  needs_gpu sanitizer || return
  if ! command -v compute-sanitizer >/dev/null; then
    results add sanitizer compute-sanitizer "not installed" "not run"
    return
  fi
  limited 80 env LD_LIBRARY_PATH="$libraries" compute-sanitizer --error-exitcode 9 \
    "$kit/bin/tandem-worker" train "$experiments/vae/mnist.yaml" data.path="$data" device=cuda \
    steps=5 evaluation.every=1000 evaluation.samples=20 samples.count=4 --run "$work/sanitized" >&2
  add_code sanitizer "five steps of the vae" $?
}

gpus=0
for step in machine families communication digests cpu ceilings speed peers sanitizer; do
  if ((SECONDS >= end)); then
    results add "$step" "" "no time left" "not run"
  else
    "step_$step"
  fi
done
results end
