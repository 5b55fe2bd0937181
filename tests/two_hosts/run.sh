#!/bin/bash
# Trains on two hosts, one rank each, and on one rank here: weights and metrics must have the same
# bytes. Then those of a sweep whose trials are shared out over the hosts, and of one in a slot here.
# The hosts are network namespaces; without root this does not run and says so.
# run.sh BUILD [CONFIG DATA [KEY=VALUE…]]   (without a data set: sprites, packed here; a sweep only
# then)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
not_run=77

cannot_run() {
  echo "not run: $1"
  exit $not_run
}
((EUID == 0)) || cannot_run "two hosts are made of network namespaces, which needs root"
command -v ip >/dev/null || cannot_run "two hosts need the command ip (package iproute2)"
"$here/with_hosts.sh" true 2>/dev/null || cannot_run "network namespaces cannot be made here"

build=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
has_sweep=$(($# < 2))
if ((!has_sweep)); then
  config=$1 data=$2
  shift 2
else
  config=experiments/vae/sprites.yaml data=$work/sprites.h5
  "$build/tandem" pack sprites --count 600 --output "$data"
  set -- steps=4 report.every=1 checkpoint.every=4 samples.every=4 evaluation.every=4
fi

train=("$build/tandem" train "$config" "data.path=$data" device=cpu "$@")
"${train[@]}" --ranks 1 --run "$work/one"
"$here/with_hosts.sh" "${train[@]}" --hosts node-a:1,node-b:1 --run "$work/two"

for host in node-a node-b; do
  grep -rq "$host" "$work/two/status" "$work/two/manifest.json" || {
    echo "no rank says that it ran on $host"
    exit 1
  }
done

# Prints digest and name of every file whose bytes must not depend on the ranks.
digests() {
  (cd "$1" && find metrics.jsonl samples checkpoints -name '*.jsonl' -o -name '*.png' \
    -o -name 'networks.safetensors' | sort | xargs sha256sum)
}
digests "$work/one" >"$work/one.txt"
digests "$work/two" >"$work/two.txt"
grep -q networks.safetensors "$work/one.txt"
diff "$work/one.txt" "$work/two.txt"
echo "the same bytes on one rank and on two hosts:"
cat "$work/one.txt"
((has_sweep)) || exit 0

cat >"$work/sweep.yaml" <<END
sweep:
  name: hosts
  metric: test/elbo/loss
  goal: minimize
  seeds: [1, 2, 3, 4]
  workers: 2
  config: $root/$config
  overrides: [data.path=$data, device=cpu, $(printf '%s, ' "$@")]
  sampler: {kind: grid}
END
sweep=("$build/tandem" sweep "$work/sweep.yaml")
# Open MPI refuses root unless told otherwise, and a trial alone has a rank on every core.
OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
  "${sweep[@]}" --slots 1 --directory "$work/sweep-one"
"$here/with_hosts.sh" "${sweep[@]}" --hosts node-a:1,node-b:1 --directory "$work/sweep-two"
for host in node-a node-b; do
  grep -q "\"$host\"" "$work"/sweep-two/trials/0000/*/status/rank-0.json || {
    echo "no trial says that it ran on $host"
    exit 1
  }
done
for seed in 1 2 3 4; do
  digests "$work/sweep-one/trials/0000/seed-$seed" >"$work/one.txt"
  digests "$work/sweep-two/trials/0000/seed-$seed" >"$work/two.txt"
  diff "$work/one.txt" "$work/two.txt"
done
echo "the same bytes of a sweep in one slot and on two hosts"
