#!/usr/bin/env python3
"""`tandem doctor --hosts` on two hosts, made of network namespaces, to which something is done: what
the user sees, that nobody is waited for, that nothing is left behind. Without root this does not run
and says so."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("TANDEM_BUILD", HERE.parents[1] / "build"))
WORKER = BUILD / "tandem-worker"
GOOD, FAULTY, NOT_RUN = 0, 70, 77
# Seconds: enough for a machine that is busy.
DEADLINE, SHORT_DEADLINE = 60, 12


def why_not():
    """Why this cannot run here; empty: it can."""
    if os.geteuid() != 0:
        return "two hosts are made of network namespaces, which needs root"
    if shutil.which("ip") is None:
        return "two hosts need the command ip (package iproute2)"
    if subprocess.run([HERE / "with_hosts.sh", "true"], capture_output=True, check=False).returncode:
        return "network namespaces cannot be made here"
    return ""


class DoctorOfTwoHosts(unittest.TestCase):
    """Every test examines the same two hosts, from a directory of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tandem-doctor-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def examine(self, script="", expect=FAULTY, deadline=DEADLINE, hosts="node-a:1,node-b:1"):
        """What `tandem doctor` says; `script` is done on every host before each command there."""
        command = [HERE / "with_hosts.sh", BUILD / "tandem", "doctor", "--hosts", hosts,
                   "--deadline", str(deadline)]
        done = subprocess.run(command, cwd=self.directory, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280,
                              check=False, env=os.environ | {"TANDEM_TEST_ON_HOST": script})
        self.assertEqual(expect, done.returncode, done.stdout)
        self.assertEqual([], list(self.directory.iterdir()))
        return done.stdout

    def check_only_fault(self, said, kind, subject):
        """All but one of the subjects are good, and that one has advice."""
        faults = [line.split()[:2] for line in said.splitlines()
                  if line.startswith(("differs", "failed", "missing"))]
        self.assertEqual([[kind, subject]], faults, said)
        self.assertRegex(said, rf"(?m)^{kind} +{subject} .*\n(?: {{21}}.*\n)* {{9}}\S")

    def test_all_is_good(self):
        said = self.examine(expect=GOOD)
        self.assertIn("node-a, node-b answer", said)
        self.assertIn("directory   the one here", said)
        self.assertRegex(said, r"links       2 ranks sum 1 KiB in [\d.]+ µs, "
                               r"16 MiB in \d+ µs \([\d.]+ GB/s\)")

    def test_a_host_that_never_answers(self):
        said = self.examine("[[ $host != node-b ]] || exec sleep 1000", deadline=SHORT_DEADLINE)
        self.assertIn("failed   node-b      it does not answer; it has said nothing", said)
        self.assertRegex(said, r"(?m)^ok +hosts +node-a answer$")

    def test_a_host_that_asks_for_a_password(self):
        said = self.examine("[[ $host != node-b ]] || { printf 'Password: '; exec sleep 1000; }",
                            deadline=SHORT_DEADLINE)
        self.assertIn("failed   node-b      it asks for a password; it has said: Password:", said)
        self.assertIn("ssh-copy-id", said)

    def test_a_host_that_is_none(self):
        said = self.examine(hosts="node-a:1,node-z:1")
        self.assertRegex(said, r"failed   node-z +it does not answer as it should")

    def in_place_of_the_worker(self, content):
        """Words by which node-b has another program where the worker is."""
        directory = tempfile.TemporaryDirectory(prefix="tandem-worker-")
        self.addCleanup(directory.cleanup)
        other = pathlib.Path(directory.name) / "other"
        other.write_bytes(content)
        other.chmod(0o755)
        return f"[[ $host != node-b ]] || mount --bind {other} {WORKER}"

    def test_a_build_that_differs(self):
        said = self.examine(self.in_place_of_the_worker(WORKER.read_bytes() + b"\0"))
        self.check_only_fault(said, "differs", "build")
        self.assertRegex(said, r"differs  build +here, node-a: .*\n +! node-b: ")

    def test_no_build_at_all(self):
        said = self.examine(self.in_place_of_the_worker(b"#!/nowhere/sh\n"))
        self.assertIn("node-b      tandem-worker cannot be run there", said)

    def test_a_directory_that_is_not_shared(self):
        said = self.examine(f"[[ $host != node-b ]] || mount -t tmpfs tmpfs {self.directory}")
        self.check_only_fault(said, "differs", "directory")
        self.assertIn("! node-b: another one of the same name", said)

    def test_a_directory_that_is_read_only_there(self):
        said = self.examine(f"[[ $host != node-b ]] || {{ mount --bind {self.directory} "
                            f"{self.directory}; mount -o remount,bind,ro {self.directory}; }}")
        self.check_only_fault(said, "differs", "directory")
        self.assertIn("! node-b: cannot be written to (Read-only file system)", said)

    def test_a_directory_that_is_full(self):
        said = self.examine(f"[[ $host != head ]] || {{ mount -t tmpfs -o size=64k tmpfs "
                            f"{self.directory}; cd {self.directory}; "
                            "head -c 100000 /dev/zero >full 2>/dev/null || true; }")
        self.assertRegex(said, r"failed   directory +cannot write the file \(No space left on device\)"
                               r"; 0 bytes free")
        self.assertRegex(said, r"failed   free space +0\.0 GB")

    def test_a_link_that_is_cut(self):
        said = self.examine("[[ $host != head ]] || ip link set to-node-b down",
                            deadline=SHORT_DEADLINE)
        self.check_only_fault(said, "failed", "links")
        self.assertIn("the sum over all hosts does not end", said)

    def test_a_clock_that_is_wrong(self):
        # Time namespaces have no clock of their own that counts from 1970: the answer is changed.
        said = self.examine("[[ $host != node-b ]] || [[ $* != *\\ machine\\ * ]] || { bash -c \"$*\" | "
                            "sed -E 's/\"(answered|received)\":1/\"\\1\":2/g'; exit; }")
        self.check_only_fault(said, "differs", "clock")


if __name__ == "__main__":
    REASON = why_not()
    if REASON:
        print(f"not run: {REASON}")
        sys.exit(NOT_RUN)
    unittest.main(verbosity=2)
