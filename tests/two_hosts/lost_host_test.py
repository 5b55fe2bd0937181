"""Hosts that are lost in the midst of training: they are named, training goes on without them soon,
and has the bytes of a run that nothing disturbed. The hosts are network namespaces, which need root."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import side_by_side  # pylint: disable=wrong-import-position
from disturbed_runs import (DisturbedRuns, status_of,  # pylint: disable=wrong-import-position
                            wait_until)

# Within which a lost host is to be named and training goes on.
SECONDS = 30
STOPPED, NOT_RUN = 75, 77


def why_not():
    """Why there can be no hosts here; empty where there can."""
    if os.geteuid() != 0:
        return "two hosts are made of network namespaces, which needs root"
    if shutil.which("ip") is None:
        return "two hosts need the command ip (package iproute2)"
    made = subprocess.run([HERE / "with_hosts.sh", "true"], capture_output=True, check=False)
    return "network namespaces cannot be made here" if made.returncode else ""


class LostHosts(DisturbedRuns, unittest.TestCase):
    """Every test has two hosts of its own."""

    def start_on_hosts(self, hosts="node-a:1,node-b:1"):
        """A training on both, which has a checkpoint."""
        run, command = self.arguments()
        process = self.start_command([str(HERE / "with_hosts.sh"), *command[:-4], "--hosts", hosts,
                                      "--max-restarts", "1", "--run", str(run)], {}, {})
        self.addCleanup(self.empty_hosts, process)
        self.wait_for_checkpoint(run, rank=1)
        return run, process

    @staticmethod
    def empty_hosts(process):
        """Ends all that runs on the hosts; what made them then removes them."""
        for host in ("head", "node-a", "node-b"):
            inside = subprocess.run(["ip", "netns", "pids", f"tandem-{process.pid}-{host}"],
                                    capture_output=True, text=True, check=False).stdout.split()
            for pid in inside:
                os.kill(int(pid), signal.SIGKILL)
        process.wait(timeout=60)

    def set_link(self, process, host, state):
        """A link of the bridge, which lies in the namespace of the head."""
        subprocess.run(["ip", "-n", f"tandem-{process.pid}-head", "link", "set", f"to-{host}",
                        state], check=True)

    def check_goes_on_without(self, process, run, host, others):
        """The host is named, and soon the rest trains behind the checkpoint."""
        begin = time.monotonic()
        lost = {status_of(run, rank)["pid"] for rank in (0, 1)}
        now = {}

        def trains_anew():
            # One look: between two, the status of a start that ended may be cleared away.
            now.update(status_of(run, 0))
            return now.get("state") == "training" and now["step"] >= 1 and now["pid"] not in lost

        wait_until(trains_anew, "training on the host that is left", SECONDS)
        print(f"{self._testMethodName}: trains again after {time.monotonic() - begin:.1f} s")
        self.assertEqual(others, now["host"])
        self.stop(process, run)
        said = process.communicate(timeout=60)[0]
        self.assertIn(f"contact with host {host} was lost\nrestart 1 of 1", said)
        self.assertEqual([(2, None), (1, f"contact with host {host} was lost")],
                         self.starts_of(run))
        self.check_goes_on(run)

    @staticmethod
    def starts_of(run):
        """Of each start, as the manifest has it, the number of ranks and why it was made."""
        starts = json.loads((run / "manifest.json").read_text())["starts"]
        return [(start["ranks"], start.get("restarted_because")) for start in starts]

    def stop(self, process, run):
        """Asks `tandem` itself to stop, in the namespace where it is."""
        found = subprocess.run(["pgrep", "-f", f"^{self.tandem} train .*--run {run}$"],
                               capture_output=True, text=True, check=True).stdout.split()
        os.kill(int(found[0]), signal.SIGTERM)
        self.assertEqual(STOPPED, process.wait(timeout=120))

    def test_a_cut_link(self):
        run, process = self.start_on_hosts()
        self.set_link(process, "node-b", "down")
        self.check_goes_on_without(process, run, "node-b", "node-a")

    def test_a_cut_link_to_the_first_host_which_is_known_by_address(self):
        run, process = self.start_on_hosts("10.77.0.2:1,10.77.0.3:1")
        self.set_link(process, "node-a", "down")
        self.check_goes_on_without(process, run, "10.77.0.2", "node-b")

    def test_a_daemon_that_is_killed(self):
        run, process = self.start_on_hosts()
        inside = subprocess.run(["ip", "netns", "pids", f"tandem-{process.pid}-node-b"],
                                capture_output=True, text=True, check=True).stdout.split()
        daemons = [int(pid) for pid in inside
                   if pathlib.Path(f"/proc/{pid}/comm").read_text() == "orted\n"]
        self.assertEqual(1, len(daemons))
        os.kill(daemons[0], signal.SIGKILL)
        self.check_goes_on_without(process, run, "node-b", "node-a")

    def test_a_link_that_is_back_after_five_seconds(self):
        run, process = self.start_on_hosts()
        self.set_link(process, "node-b", "down")
        time.sleep(5)  # the time is what is tested
        self.set_link(process, "node-b", "up")
        step = status_of(run, 0)["step"]
        self.wait_for(run, rank=1, step=step + 20)
        self.stop(process, run)
        self.assertNotIn("restart", process.communicate(timeout=60)[0])
        self.assertEqual([(2, None)], self.starts_of(run))
        self.check_goes_on(run)


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"not run: {reason}")
        sys.exit(NOT_RUN)
    side_by_side.main(LostHosts, at_once=4)
