"""File systems that a test mounts and nobody else sees. Needs root."""

import os
import pathlib
import subprocess

import processes
import runs


class Mounts:
    """A mount namespace, which a process keeps alive until the test ends."""

    def __init__(self, test):
        if os.geteuid() != 0:
            runs.skip(test, "mounting a file system needs root")
        self.holder = subprocess.Popen(["unshare", "--mount", "--propagation", "private", "sleep",
                                        "infinity"], stderr=subprocess.PIPE)
        test.addCleanup(self.end)
        self.namespace = f"/proc/{self.holder.pid}/ns/mnt"
        processes.wait_until(self._is_made, "a mount namespace")
        if self.holder.poll() is not None:
            runs.skip(test, self.holder.stderr.read().decode().strip())

    def _is_made(self):
        return (self.holder.poll() is not None or
                os.readlink(self.namespace) != os.readlink("/proc/self/ns/mnt"))

    def end(self):
        self.holder.kill()
        self.holder.wait()
        self.holder.stderr.close()

    def command(self, *words):
        """A command that sees what is mounted."""
        return ["nsenter", f"--mount={self.namespace}", *map(str, words)]

    def mount(self, *words):
        subprocess.run(self.command("mount", *words), check=True)

    def path(self, path):
        """The same place for this process."""
        return pathlib.Path(f"/proc/{self.holder.pid}/root{path}")
