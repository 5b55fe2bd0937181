#!/usr/bin/env bash
# First light without a GPU, in an empty root: nothing is there but glibc, libstdc++, a shell with its
# tools, and a Python with the torch wheel. What the kit lacks is missed here and not on the machine.
#
# rehearse.sh KIT OUT PYTHON: KIT is made by pack.py, OUT gets what first_light.sh writes, PYTHON is
# an interpreter with the torch wheel. As root, who alone may change the root.
set -eu -o pipefail

if (($# != 3)); then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 64
fi
kit=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
checkout=$(dirname "$(realpath "$0")")/../..
site=$("$3" -c 'import importlib.util as u, pathlib as p
print(p.Path(u.find_spec("torch").origin).parents[1])')
library=$("$3" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
interpreter=$("$3" -c 'import pathlib, sys; print(pathlib.Path(sys.executable).resolve())')
root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT

# libraries PROGRAM…: the paths of all that they load, with the loader.
libraries() { ldd "$@" 2>/dev/null | sed -nE 's/.*=> (\/[^ ]+).*/\1/p; s/^\s*(\/lib[^ ]+ld-[^ ]+).*/\1/p' | sort -u; }

copy() { install -D "$(realpath "$1")" "$root$1"; }

mkdir -p "$root"/{bin,tmp,proc,dev,kit,out,checkout,python/lib,python/site,python/library}
for tool in bash env timeout sed grep basename dirname realpath mktemp rm mkdir wc cat ldd; do
  path=$(command -v "$tool")
  install "$(realpath "$path")" "$root/bin/$tool"
  while IFS= read -r file; do copy "$file"; done < <(libraries "$path")
done
for name in c dl m pthread resolv rt util; do  # glibc
  file=$(compgen -G "/lib/$(uname -m)-linux-gnu/lib$name.so.*") && copy "$file"
done
# What the wheel itself asks of a machine besides: libstdc++.
while IFS= read -r file; do
  [[ $file == "$site"/* ]] || copy "$file"
done < <(libraries "$site/torch/lib/libtorch_cpu.so")
# Python's own libraries stay out of the way of the kit's.
install "$interpreter" "$root/python/interpreter"
while IFS= read -r file; do
  install "$file" "$root/python/lib/$(basename "$file")"
done < <(libraries "$interpreter" "$library"/lib-dynload/*.so)
version=$("$3" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
mkdir -p "$root/python/home/lib"
ln -s /python/library "$root/python/home/lib/$version"
cat >"$root/bin/python3" <<'END'
#!/bin/bash
exec env LD_LIBRARY_PATH=/python/lib PYTHONHOME=/python/home PYTHONPATH=/python/site \
  /python/interpreter "$@"
END
chmod +x "$root/bin/python3"

run_inside() {
  mount --rbind /proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --bind "$kit" "$root/kit"
  mount --bind "$out" "$root/out"
  mount --bind "$checkout" "$root/checkout"
  mount --bind "$site" "$root/python/site"
  mount --bind "$library" "$root/python/library"
  exec chroot "$root" /bin/env -i PATH=/bin HOME=/tmp USER=nobody DEVICE=cpu BUDGET="${BUDGET:-1800}" \
    OMP_NUM_THREADS=1 /bin/bash /checkout/tests/gpu/first_light.sh /kit /out
}
export -f run_inside
export kit out checkout site library root
unshare --mount --propagation private bash -c run_inside
