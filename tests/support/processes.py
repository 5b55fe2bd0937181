"""Other processes, as /proc has them."""

import pathlib


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
