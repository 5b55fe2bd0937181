#!/usr/bin/env python3
"""Plants one defect at a time in a copy of the tree and says which of them the tests notice.

check_mutations.py [--scratch DIR] [--only PATTERN …] [--list] builds what a defect concerns, runs
the tests that ought to fail, and prints how many defects were caught and the names of the rest.
Outcomes are kept in DIR/mutation-results.jsonl, so a check that was ended goes on where it was.
The tree itself is only read. Exits 1 when a defect survived or an entry of the lists is in error.
"""

import argparse
import fnmatch
import json
import pathlib
import re
import sys
import tempfile
import time

from defect_list import ListError, Lists
from scratch_copy import RESULTS, ScratchCopy, ScratchError

HERE = pathlib.Path(__file__).resolve().parent
CAUGHT, SURVIVED, ERROR = "caught", "survived", "error"


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=pathlib.Path, default=HERE.parents[1],
                        help="what the defects are planted in copies of (default: this tree)")
    parser.add_argument("--defects", type=pathlib.Path, default=HERE / "defects",
                        help="the folder with the lists")
    parser.add_argument("--scratch", type=pathlib.Path,
                        default=pathlib.Path(tempfile.gettempdir()) / "tandem-mutations",
                        help="the copy, its build and the results; kept (default: %(default)s)")
    parser.add_argument("--only", nargs="+", metavar="PATTERN", default=["*"],
                        help="defects by their ids or by the files they are in")
    parser.add_argument("--list", action="store_true", help="print the defects and end")
    parser.add_argument("--jobs", type=int, default=1, help="parallel compilations")
    parser.add_argument("--build-seconds", type=int, default=600, help="limit of one build")
    parser.add_argument("--test-seconds", type=int, default=300, help="limit of one test")
    return parser.parse_args(arguments)


class Results:
    """One line for every outcome. What was caught counts until the defect, its file or its tests
    change; what was not is tried again."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    record = json.loads(line)
                    self.known[record["id"]] = record
                except (ValueError, KeyError):
                    continue  # the last line of a run that was killed

    def find(self, defect, fingerprint):
        record = self.known.get(defect.id, {})
        known = record.get("outcome") == CAUGHT and record.get("fingerprint") == fingerprint
        return record if known else None

    def keep(self, record):
        self.known[record["id"]] = record
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


class Checking:
    """The loop over the defects."""

    def __init__(self, options):
        self.options = options
        self.scratch = ScratchCopy(options.tree, options.scratch, options.jobs)
        self.failing = {}  # tests that fail without a defect, and why

    def prepare(self, defects):
        """Builds the copy and sees which tests pass there without a defect."""
        self.scratch.configure()
        checks = {check.name: check for defect in defects for check in defect.checks}
        targets = {target for check in checks.values() for target in check.targets}
        print(f"building {', '.join(sorted(targets))}", flush=True)
        built = self.scratch.build(targets)
        if not built.passed:
            raise ScratchError(f"the tree does not build as it is:\n{built.output[-4000:]}")
        for check in checks.values():
            done = self.scratch.runs(check, self.options.test_seconds)
            if not done.passed:
                self.failing[check.name] = done.output[-2000:]

    def outcome(self, defect):
        """(outcome, what noticed it or what is wrong)."""
        stale = defect.staleness(self.scratch.directory)
        if stale:
            return ERROR, stale
        for check in defect.checks:
            if check.name in self.failing:
                return ERROR, f"{check.name} fails without it: {self.failing[check.name]}"
        targets = {target for check in defect.checks for target in check.targets}
        with self.scratch.planted(defect):
            built = self.scratch.build(targets, self.options.build_seconds)
            if built.timed_out:
                return ERROR, f"not built within {self.options.build_seconds} s"
            if not built.passed:
                return ERROR, f"does not compile: {first_error(built.output)}"
            for check in defect.checks:
                done = self.scratch.runs(check, self.options.test_seconds)
                if not done.passed:
                    return CAUGHT, noticed_by(check, done)
        return SURVIVED, ", ".join(map(str, defect.checks))

    def run(self, defects):
        """Prints and keeps each outcome; returns all records in the order of the lists."""
        self.scratch.refresh()
        results = Results(self.scratch.directory / RESULTS)
        prints = {defect.id: defect.fingerprint(self.scratch.directory) for defect in defects
                  if (self.scratch.directory / defect.file).is_file()}
        records = {defect.id: results.find(defect, prints.get(defect.id)) for defect in defects}
        rest = [defect for defect in defects if records[defect.id] is None]
        if any(defect.checks for defect in rest):
            self.prepare(rest)
        for defect in rest:
            start = time.monotonic()
            outcome, why = self.outcome(defect)
            record = {"id": defect.id, "outcome": outcome, "why": why,
                      "fingerprint": prints.get(defect.id),
                      "seconds": round(time.monotonic() - start, 1)}
            records[defect.id] = record
            results.keep(record)
            print(f"{outcome:8} {defect.id} ({record['seconds']} s): {why.splitlines()[0]}",
                  flush=True)
        return [records[defect.id] for defect in defects]


def first_error(output):
    found = re.search(r"^.*\berror\b.*$", output, re.MULTILINE | re.IGNORECASE)
    return found.group(0) if found else output[-500:]


def noticed_by(check, done):
    """The test that failed, or that did not come to its end."""
    failed = re.findall(r"^\[  FAILED  \] ([\w./]+)", done.output, re.MULTILINE)
    name = failed[0] if failed else check.name
    return f"{name} (time limit)" if done.timed_out else name


def summarize(records):
    """Prints the count and the rest; returns whether every defect was caught."""
    rest = [record for record in records if record["outcome"] != CAUGHT]
    print(f"{len(records) - len(rest)} of {len(records)} defects were caught")
    for record in rest:
        print(f"{record['outcome']}: {record['id']}: {record['why']}")
    return not rest


def main(arguments):
    options = parsed(arguments)
    try:
        lists = Lists(options.defects, options.tree)
        chosen = [defect for defect in lists.defects
                  if any(fnmatch.fnmatchcase(name, pattern) for pattern in options.only
                         for name in (defect.id, defect.file))]
        if not chosen:
            raise ListError(f"no defect fits {' '.join(options.only)}")
        if options.list:
            for defect in chosen:
                print(f"{defect.id}: {defect.file}: "
                      f"{defect.staleness(options.tree) or ', '.join(map(str, defect.checks))}")
            return 0
        return 0 if summarize(Checking(options).run(chosen)) else 1
    except (ListError, ScratchError) as error:
        print(error, file=sys.stderr)
        return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
