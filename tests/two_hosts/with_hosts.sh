#!/bin/bash
# Runs a command on a machine that sees two hosts, node-a and node-b, which mpirun can reach:
# network namespaces on a bridge, all made here and removed at the end. Needs root.
# with_hosts.sh COMMAND…
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export TANDEM_TEST_HOSTS=tandem-$$
hosts=(head node-a node-b)
subnet=10.77.0

remove_hosts() {
  for host in "${hosts[@]}"; do
    ip netns pids "$TANDEM_TEST_HOSTS-$host" 2>/dev/null | xargs --no-run-if-empty kill -KILL || true
    ip netns delete "$TANDEM_TEST_HOSTS-$host" 2>/dev/null || true
    rm -rf "/etc/netns/$TANDEM_TEST_HOSTS-$host"
  done
  rmdir /etc/netns 2>/dev/null || true
}

# Every host is one namespace; the bridge lies in the first, where the command runs.
make_hosts() {
  local number=1 host name
  for host in "${hosts[@]}"; do
    name=$TANDEM_TEST_HOSTS-$host
    ip netns add "$name"
    ip -n "$name" link set lo up
    # `ip netns exec` shows these files to the command in place of those in /etc.
    mkdir -p "/etc/netns/$name"
    printf '%s\n' '127.0.0.1 localhost' "$subnet.1 head" "$subnet.2 node-a" "$subnet.3 node-b" \
      >"/etc/netns/$name/hosts"
    if [[ $host == head ]]; then
      ip -n "$name" link add eth0 type bridge
    else
      ip -n "$TANDEM_TEST_HOSTS-head" link add "to-$host" type veth peer name eth0 netns "$name"
      ip -n "$TANDEM_TEST_HOSTS-head" link set "to-$host" master eth0 up
    fi
    ip -n "$name" address add "$subnet.$number/24" dev eth0
    ip -n "$name" link set eth0 up
    number=$((number + 1))
  done
}

trap remove_hosts EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
make_hosts
# Open MPI refuses root, which namespaces need, unless told otherwise.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_plm_rsh_agent=$here/rsh_agent.sh
export OMPI_MCA_plm_rsh_no_tree_spawn=1
export OMPI_MCA_oob_tcp_if_include=$subnet.0/24
export OMPI_MCA_btl_tcp_if_include=$subnet.0/24
"$here/rsh_agent.sh" head exec "$(printf '%q ' "$@")" </dev/null
