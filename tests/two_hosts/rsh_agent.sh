#!/bin/bash
# What mpirun uses in place of ssh: runs a command "on" a host that with_hosts.sh made.
# rsh_agent.sh HOST COMMAND…
set -eu
host=$1
shift
# A host name and shared memory of its own are what tell Open MPI that this is another machine.
exec ip netns exec "$TANDEM_TEST_HOSTS-$host" unshare --uts --mount bash -c '
  echo "$0" >/proc/sys/kernel/hostname
  mount -t tmpfs tmpfs /dev/shm
  exec bash -c "$*"' "$host" "$@"
