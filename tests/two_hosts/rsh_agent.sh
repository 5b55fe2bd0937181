#!/bin/bash
# What mpirun uses in place of ssh: runs a command "on" a host that with_hosts.sh made.
# rsh_agent.sh HOST|ADDRESS COMMAND…
# TANDEM_TEST_ON_HOST: words of a shell that come before, to do something to $host.
set -eu
host=$(awk -v address="$1" '$1 == address {print $2}' /etc/hosts)
host=${host:-$1}
shift
# A host name and shared memory of its own are what tell Open MPI that this is another machine.
exec ip netns exec "$TANDEM_TEST_HOSTS-$host" unshare --uts --mount bash -c '
  echo "$0" >/proc/sys/kernel/hostname
  mount -t tmpfs tmpfs /dev/shm
  host=$0
  eval "${TANDEM_TEST_ON_HOST-}"
  exec bash -c "$*"' "$host" "$@"
