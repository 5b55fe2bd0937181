"""A copy of the tree with a build of its own, in which defects are planted."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
from typing import NamedTuple

RESULTS = "mutation-results.jsonl"
# What the copy has of its own.
OWN_NAMES = {"build", ".venv", ".git", RESULTS}


class ScratchError(Exception):
    """A folder that is no place for the copy."""


class Outcome(NamedTuple):
    passed: bool
    timed_out: bool
    output: str


def processes_of(session):
    """The living processes of a session."""
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            # What follows the name in parentheses: state, parent, group, session.
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue  # it has ended
        if int(its_session) == session and state != "Z":
            yield int(path.parent.name)


def end_session(session):
    """Kills all processes of a session and waits for their end: Ninja gives compilers groups of
    their own, and one that reads a file while a defect is taken out would leave a wrong object in
    a compiler cache."""
    while processes := list(processes_of(session)):
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)


def run(command, seconds, cwd=None):
    """Runs a command to its end or its time limit; what it started ends with it."""
    with subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace",
                          start_new_session=True) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
            return Outcome(process.returncode == 0, False, output)
        except BaseException as error:
            end_session(process.pid)
            output, _ = process.communicate()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return Outcome(False, True, output)


def files_of(tree):
    """Names of the files that the tree is made of: all that git does not ignore."""
    listed = subprocess.run(["git", "-C", str(tree), "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.split("\0") if name and (tree / name).is_file()}


def check_place(tree, directory):
    """Refuses a folder that is the tree, holds it, lies in it, or holds something else."""
    if directory.exists() and tree.samefile(directory) or directory in tree.parents or \
            tree in directory.parents:
        raise ScratchError(f"{directory} is no place for a copy of {tree}: it must lie beside it")
    if directory.is_dir() and any(directory.iterdir()) and not (directory / RESULTS).is_file():
        raise ScratchError(f"{directory} holds something else, and files would be removed there: "
                           "choose a folder that is empty or does not exist")


class ScratchCopy:
    """The copy: `refresh` first, then `build` and `passes`, with or without a planted defect."""

    def __init__(self, tree, directory, jobs):
        self.tree = tree.resolve()
        self.directory = directory.resolve()
        check_place(self.tree, self.directory)
        self.build_directory = self.directory / "build"
        self.jobs = jobs

    def refresh(self):
        """Makes every file that of the tree again; unchanged ones are not touched."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / RESULTS).touch()
        wanted = files_of(self.tree)
        for path in sorted(self.directory.rglob("*"), reverse=True):
            name = path.relative_to(self.directory)
            if name.parts[0] not in OWN_NAMES and path.is_file() and name.as_posix() not in wanted:
                path.unlink()
        for name in sorted(wanted):
            source, copy = self.tree / name, self.directory / name
            if copy.is_file() and copy.read_bytes() == source.read_bytes():
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
        environment = self.directory / ".venv"
        if (self.tree / ".venv").is_dir() and not environment.exists():
            environment.symlink_to(self.tree / ".venv")

    def configure(self):
        if (self.build_directory / "CMakeCache.txt").is_file():
            return
        command = ["cmake", "-S", str(self.directory), "-B", str(self.build_directory),
                   "-DCMAKE_BUILD_TYPE=Release"]
        command += ["-G", "Ninja"] if shutil.which("ninja") else []
        done = run(command, None)
        if not done.passed:
            raise ScratchError(f"{' '.join(command)}:\n{done.output}")

    def build(self, targets, seconds=None):
        return run(["cmake", "--build", str(self.build_directory), "--parallel", str(self.jobs),
                    "--target", *sorted(targets)], seconds)

    def runs(self, check, seconds):
        """The outcome of a test; one that selects nothing has failed."""
        if check.program:
            done = run([str(self.program(check.program)), f"--gtest_filter={check.selection}",
                        "--gtest_fail_fast"], seconds, self.directory)
            found = not re.search(r"Running 0 tests", done.output)
        else:
            done = run(["ctest", "--test-dir", str(self.build_directory), "--output-on-failure",
                        "--no-tests=error", "--tests-regex", f"^{re.escape(check.selection)}$"],
                       seconds)
            found = "No tests were found" not in done.output
        return done if found else done._replace(passed=False, output="no test is selected")

    def program(self, name):
        """Programs lie at the top of the build."""
        return pathlib.Path(self.build_directory / name)

    def planted(self, defect):
        return Planted(self.directory / defect.file, defect)


class Planted:
    """A defect in its file for a scope; the file is as before at its end."""

    def __init__(self, path, defect):
        self.path = path
        self.defect = defect
        self.original = path.read_text(encoding="utf-8")

    def __enter__(self):
        changed = self.original.replace(self.defect.text, self.defect.becomes)
        self.path.write_text(changed, encoding="utf-8")
        return self

    def __exit__(self, *_):
        self.path.write_text(self.original, encoding="utf-8")
        # A clock that ticks slowly must not make the two versions look equally old.
        now = time.time_ns()
        os.utime(self.path, ns=(now, now))
