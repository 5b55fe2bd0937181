"""Other processes: begun so that none outlives its test, waited for, and as /proc has them."""

import pathlib
import subprocess
import time

import runs


def begin(test, words, **how):
    """A process that goes on beside a test and ends with it; what it says can be read from it."""
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT,
           "text": True, "env": runs.environment()} | how
    process = subprocess.Popen(words, **how)
    # Those that it began have its streams, too, until they have ended.
    test.addCleanup(process.communicate, timeout=120)
    test.addCleanup(process.kill)
    return process


def wait_until(condition, what, seconds=120, during=None):
    """Looks again and again. Raises once that took too long, or the process `during` which it should
    happen has ended."""
    deadline = time.monotonic() + seconds
    while not condition():
        # What it did last may be what is waited for.
        if during and during.poll() is not None and not condition():
            raise AssertionError(f"the process ended with {during.returncode} before {what}")
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.005)


def children(pid):
    """Those that a process has itself."""
    try:
        return [int(child) for child in
                pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has ended
        return []


def all_below(pid):
    """The nearest first."""
    found = children(pid)
    return found + [below for child in found for below in all_below(child)]


def state(pid):
    """A letter as ps has it: "T" for one that is held, "Z" for one whose end nobody waited for;
    empty for one that is not there."""
    try:
        # What follows the name in parentheses begins with the state.
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return ""
