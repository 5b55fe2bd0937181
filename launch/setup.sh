#!/bin/bash
# Installs what building and testing need and this machine lacks: system packages, and .venv with
# LibTorch and the Python packages of the parity tests (`make setup`).
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(g++ cmake ninja-build ccache make git python3 python3-venv ca-certificates
  libopenmpi-dev openmpi-bin libhdf5-dev libyaml-cpp-dev libboost-dev
  libboost-program-options-dev nlohmann-json3-dev libspdlog-dev libpng-dev
  libturbojpeg0-dev zlib1g-dev libxxhash-dev libmimalloc-dev libprotozero-dev
  libgtest-dev libgmock-dev
  clang-format clang-tidy iproute2)

# Prints the packages that are not installed, one a line.
missing_packages() {
  local package
  for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      echo "$package"
  done
}

# Sets `as_root` to what makes a command run as root; fails when nothing does.
as_root=()
find_root() {
  ((EUID == 0)) && return
  command -v sudo >/dev/null || return 1
  as_root=(sudo)
  # A password can be typed on a terminal only; elsewhere sudo must not wait for one.
  [[ -t 0 ]] && return
  as_root=(sudo -n)
  sudo -n true 2>/dev/null
}

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "setup: this is not Debian or Ubuntu: what these packages hold must be there already:"
    printf '  %s\n' "${packages[*]}"
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  if ! find_root; then
    {
      echo "setup: packages are missing, and installing them needs root or sudo:"
      printf '  %s\n' "${missing[@]}"
      echo "Ask an administrator for: apt-get install --no-install-recommends ${missing[*]}"
      echo "Then run this again."
    } >&2
    exit 1
  fi
  echo "setup: installing ${missing[*]}"
  # An installation that was interrupted leaves packages unpacked but not configured.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive dpkg --configure -a </dev/null
  apt update
  apt install --no-install-recommends "${missing[@]}"
}

# What .venv is made from, as one line: the requirements, the Python, whether torch is among them.
wanted_stamp() {
  local digest
  digest=$(wanted_requirements | sha256sum)
  echo "$(/usr/bin/python3 -V) ${digest%% *}"
}

wanted_requirements() {
  # With a LibTorch of the user's own, the wheel and what it brings are not needed.
  sed -e 's/ *#.*//' -e '/^$/d' ${TANDEM_TORCH_ROOT:+-e '/^torch==/d'} tests/parity/requirements.txt
}

install_python() {
  local stamp=.venv/.tandem-stamp incomplete=.venv/.tandem-incomplete
  if [[ -f $stamp && $(<"$stamp") == "$(wanted_stamp)" ]] && .venv/bin/python -c '' 2>/dev/null; then
    return
  fi
  # A half-installed package looks installed to pip: after an interruption start afresh.
  if [[ -e $incomplete ]] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    /usr/bin/python3 -m venv .venv
  fi
  rm -f "$stamp"
  touch "$incomplete"
  echo "setup: installing the Python packages into .venv (with LibTorch about 5 GB, minutes)"
  .venv/bin/python -m pip install --quiet --requirement <(wanted_requirements)
  rm "$incomplete"
  wanted_stamp >"$stamp"
}

install_packages
if [[ -n ${TANDEM_TORCH_ROOT:-} && ! -f $TANDEM_TORCH_ROOT/include/torch/csrc/api/include/torch/torch.h ]]; then
  echo "setup: TANDEM_TORCH_ROOT='$TANDEM_TORCH_ROOT' holds no LibTorch (include/ and lib/)" >&2
  exit 1
fi
install_python
