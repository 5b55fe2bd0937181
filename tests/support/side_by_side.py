"""Runs the tests of a class some at a time: those that mostly wait."""

import concurrent.futures
import sys
import time
import unittest


def run_one(test):
    """Whether one test passes, or cannot run here; says so, and how long it took."""
    name, begin, result = test.id().rsplit(".", 1)[1], time.monotonic(), unittest.TestResult()
    test.run(result)
    wrong = [trace for _, trace in result.failures + result.errors]
    how = "FAILED" if wrong else "skipped" if result.skipped else "ok"
    # In one piece: print writes the end of a line by itself.
    sys.stdout.write("\n".join([f"{name}: {how}, {time.monotonic() - begin:.1f} s", *wrong, ""]))
    sys.stdout.flush()
    return not wrong


def main(case, at_once=3):
    """All tests of a class, or those that the command line names; ends the program."""
    names = sys.argv[1:] or unittest.defaultTestLoader.getTestCaseNames(case)
    try:
        case.setUpClass()
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            passed = list(pool.map(run_one, map(case, names)))
    finally:
        case.doClassCleanups()
    sys.exit(0 if all(passed) else 1)
