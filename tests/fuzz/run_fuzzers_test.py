"""The runner of the fuzzers, with programs in their place that say what libFuzzer says."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run_fuzzers  # pylint: disable=wrong-import-position

WELL = """#!/bin/sh
touch "$TMPDIR/scratch"
echo '#7 NEW    cov: 12 ft: 3 corp: 2/9b' >&2
echo 'stat::number_of_executed_units: 345' >&2
echo 'stat::new_units_added:          6' >&2
"""
BROKEN = """#!/bin/sh
echo 'broken law: what is written again is read' >&2
echo 'artifact_prefix=x; Test unit written to /somewhere/crash-1' >&2
exit 77
"""
# It is given either a folder of inputs as its last word, or one of them, which is quick or is not.
SLOW = """#!/bin/sh
for last; do :; done
test -f "$last" && exit {code}
input=$(dirname "$0")/timeout-1
echo one > "$input"
echo 'stat::number_of_executed_units: 100' >&2
echo "Test unit written to $input" >&2
test -e "$0.was" && exit 0
{twice}touch "$0.was"
exit 70
"""


class RunFuzzers(unittest.TestCase):
    """What is said of targets, and how the run ends."""

    def run_with(self, programs, seconds=1):
        """Exit code and lines for programs by target; `yaml` and `text` have a corpus."""
        with tempfile.TemporaryDirectory() as build:
            for name, script in programs.items():
                path = pathlib.Path(build) / f"fuzz_{name}"
                path.write_text(script)
                path.chmod(0o755)
            said = io.StringIO()
            arguments = ["run_fuzzers.py", build, "--seconds", str(seconds)]
            with mock.patch.object(sys, "argv", arguments), contextlib.redirect_stdout(said), \
                    contextlib.redirect_stderr(said):
                return run_fuzzers.main(), said.getvalue().splitlines()

    def test_a_target_that_is_well_has_its_numbers(self):
        code, lines = self.run_with({"yaml": WELL})
        self.assertEqual(0, code)
        self.assertEqual(1, len(lines))
        for word in ("yaml", "345 executions", "12 edges", "6 new", "ok"):
            self.assertIn(word, lines[0])

    def test_a_broken_law_is_named_with_its_input_and_others_run(self):
        code, lines = self.run_with({"text": BROKEN, "yaml": WELL})
        self.assertEqual(1, code)
        self.assertIn("FAILED: what is written again is read; /somewhere/crash-1", lines[0])
        self.assertIn("ok", lines[1])

    def test_an_input_that_is_quick_alone_was_a_machine_that_stood_still(self):
        code, lines = self.run_with({"yaml": SLOW.format(code=0, twice="")}, seconds=60)
        self.assertEqual(0, code)
        self.assertIn("200 executions", lines[0])
        self.assertTrue(lines[0].endswith("ok"), lines[0])
        # Those that stood still for the rest of the time end as well.
        self.assertEqual(0, self.run_with({"yaml": SLOW.format(code=0, twice="sleep 1; exit 70 # ")})[0])

    def test_an_input_that_is_slow_again_is_a_find(self):
        code, lines = self.run_with({"yaml": SLOW.format(code=70, twice="")})
        self.assertEqual(1, code)
        self.assertRegex(lines[0], "FAILED: .*/timeout-1$")

    def test_without_fuzzers_nothing_is_well(self):
        self.assertEqual(64, self.run_with({})[0])

    def test_every_target_has_a_corpus(self):
        folder = pathlib.Path(__file__).resolve().parent
        targets = {path.name.removesuffix("_fuzz.cpp") for path in folder.glob("*_fuzz.cpp")}
        self.assertEqual(targets, {path.name for path in (folder / "corpus").iterdir()})


if __name__ == "__main__":
    unittest.main(verbosity=2)
