"""Runs the tests of a build, then says which did not run and why.

run_tests.py BUILD [ctest arguments]: a test that cannot run here prints "not run: <why>" and ends
with its SKIP_RETURN_CODE; one of which a part cannot prints that for the part.
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


def reasons(case):
    """What did not run of a test, and why, in its own words."""
    said = case.findtext("system-out") or ""
    return [found.strip() for found in re.findall(r"not run: *(.+)", said)]


def summarize(report):
    """Prints the tests that were not run, grouped by reason, and the totals."""
    cases = xml.etree.ElementTree.parse(report).getroot().findall("testcase")
    not_run, parts = {}, {}
    failed = 0
    for case in cases:
        if was_skipped(case):
            # Else what CTest says of it.
            whys = reasons(case)[:1] or [case.find("skipped").get("message") or "no reason given"]
            not_run.setdefault(whys[0], []).append(case.get("name"))
            continue
        if case.get("status") != "run" or case.find("failure") is not None:
            failed += 1
        for why in reasons(case):
            parts.setdefault(why, []).append(case.get("name"))
    num_skipped = sum(len(names) for names in not_run.values())
    for what, found in (("tests were not run", not_run), ("tests were run in part, without", parts)):
        for why, names in found.items():
            print(f"{len(names)} {what}: {why}")
            for name in names:
                print(f"    {name}")
    print(f"{len(cases) - failed - num_skipped} passed, {failed} failed, {num_skipped} skipped")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    report = build / "tests.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--test-dir", str(build), "--output-on-failure", "--no-tests=error",
               "--parallel", str(os.cpu_count()), "--output-junit", str(report),
               # What is said of parts that did not run is looked for in all of it.
               "--test-output-size-passed", str(1 << 20)]
    # Tests run side by side: with a thread per core each, they would wait for one another's.
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    code = subprocess.run(command + sys.argv[2:], env=environment, check=False).returncode
    if report.exists():
        summarize(report)
    return code


if __name__ == "__main__":
    sys.exit(main())
