"""Runs the tests of a build, then says which did not run and why.

run_tests.py BUILD [ctest arguments]: a test that cannot run here prints "not run: <why>" and ends
with its SKIP_RETURN_CODE.
"""

import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree


def was_skipped(case):
    """Whether a test said that it cannot run here; CTest also calls those so that never started."""
    skipped = case.find("skipped")
    return skipped is not None and skipped.get("message", "").startswith(("SKIP_", "Disabled"))


def reason(case):
    """Why a test did not run: what it said itself, else what CTest says of it."""
    said = case.findtext("system-out") or ""
    found = re.search(r"not run: *(.+)", said, re.IGNORECASE)
    if found:
        return found.group(1).strip()
    return case.find("skipped").get("message") or "no reason was given"


def summarize(report):
    """Prints the tests that were not run, grouped by reason, and the totals."""
    cases = xml.etree.ElementTree.parse(report).getroot().findall("testcase")
    not_run = {}
    failed = 0
    for case in cases:
        if was_skipped(case):
            not_run.setdefault(reason(case), []).append(case.get("name"))
        elif case.get("status") != "run" or case.find("failure") is not None:
            failed += 1
    num_skipped = sum(len(names) for names in not_run.values())
    for why, names in not_run.items():
        print(f"{len(names)} tests were not run: {why}")
        for name in names:
            print(f"    {name}")
    print(f"{len(cases) - failed - num_skipped} passed, {failed} failed, {num_skipped} skipped")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    report = build / "tests.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--test-dir", str(build), "--output-on-failure", "--no-tests=error",
               "--parallel", str(os.cpu_count()), "--output-junit", str(report)]
    # Tests run side by side: with a thread per core each, they would wait for one another's.
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    code = subprocess.run(command + sys.argv[2:], env=environment, check=False).returncode
    if report.exists():
        summarize(report)
    return code


if __name__ == "__main__":
    sys.exit(main())
