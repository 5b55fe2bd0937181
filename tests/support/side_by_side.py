"""Runs the tests of a class some at a time: those that mostly wait."""

import concurrent.futures
import sys
import time
import unittest


def run_one(test):
    """The result of one test; says how long it took."""
    name, begin, result = test.id().rsplit(".", 1)[1], time.monotonic(), unittest.TestResult()
    test.run(result)
    how = "ok" if result.wasSuccessful() else "FAILED"
    # In one piece: print writes the end of a line by itself.
    sys.stdout.write(f"{name}: {how}, {time.monotonic() - begin:.1f} s\n")
    sys.stdout.flush()
    return result


def main(case, at_once=3):
    """All tests of a class, or those that the command line names; ends the program."""
    names = sys.argv[1:] or unittest.defaultTestLoader.getTestCaseNames(case)
    case.setUpClass()
    try:
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            results = list(pool.map(run_one, map(case, names)))
    finally:
        case.doClassCleanups()
    wrong = [trace for result in results for _, trace in result.failures + result.errors]
    print("\n".join(wrong), end="", file=sys.stderr)
    sys.exit(1 if wrong else 0)
