"""Starts a test of Slurm a second time, alone in namespaces of its own, or says why it cannot run."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import cluster

NOT_RUN = 77
# Says to the second start where Slurm is.
ROOT_VARIABLE = "TANDEM_TEST_SLURM_ROOT"
REMOVED_VARIABLE = "TANDEM_TEST_SLURM_REMOVED"  # a directory, at its end
NAMESPACES = ("unshare", "--mount", "--pid", "--net", "--uts", "--fork", "--kill-child",
              "--mount-proc")


def root_of_slurm():
    """The folder with the unpacked packages."""
    return pathlib.Path(os.environ[ROOT_VARIABLE])


def cannot_run(why):
    print(f"not run: {why}")
    sys.exit(NOT_RUN)


def main():
    """Runs the tests of the script that was started; the exit code."""
    if ROOT_VARIABLE in os.environ:
        # Open MPI names its files by host and process; other tests have both in other namespaces.
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/dev/shm"], check=True)
        os.environ["OMPI_MCA_orte_tmpdir_base"] = os.environ[REMOVED_VARIABLE]
        result = unittest.main(exit=False).result
        shutil.rmtree(os.environ.get(REMOVED_VARIABLE, ""), ignore_errors=True)
        return 0 if result.wasSuccessful() else 1
    why = cluster.missing()
    if why:
        cannot_run(why)
    if subprocess.run([*NAMESPACES, "true"], capture_output=True, check=False).returncode != 0:
        cannot_run("two Slurm nodes are made of namespaces, which cannot be made here")
    directory = tempfile.mkdtemp(prefix="tandem-slurm-packages-")
    try:
        os.environ[ROOT_VARIABLE] = str(cluster.fetch(pathlib.Path(directory)))
    except cluster.CannotRun as error:
        shutil.rmtree(directory)
        cannot_run(error)
    os.environ[REMOVED_VARIABLE] = directory
    # In place of this process: whoever ends it ends all that is in the namespaces.
    return os.execvp(NAMESPACES[0], [*NAMESPACES, sys.executable, "-B", *sys.argv])
