"""The script behind `make quickstart`, shortened: it goes on with what was interrupted."""

import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

STEPS = 4
INTERNAL = 70


class Quickstart(unittest.TestCase):
    """In a directory of its own."""

    def test_what_was_interrupted_goes_on_and_what_is_done_is_left(self):
        with tempfile.TemporaryDirectory(prefix="tandem-quickstart-") as directory:
            root = pathlib.Path(directory)
            (root / "launch").mkdir()
            shutil.copy(runs.ROOT / "launch" / "quickstart.sh", root / "launch")
            (root / "experiments").symlink_to(runs.ROOT / "experiments")
            command = ["bash", str(root / "launch" / "quickstart.sh"), str(runs.BUILD), str(STEPS),
                       "300"]
            first, second = root / "runs" / "quickstart-1", root / "runs" / "quickstart-2"
            runs.said_by(command, expect=INTERNAL, TANDEM_TEST_FAULT="throw@0:3")
            self.assertTrue((first / "config.yaml").exists())
            self.assertFalse(list(first.glob(f"checkpoints/step-{STEPS:08}")))
            said = runs.said_by(command)
            self.assertTrue(list(first.glob(f"checkpoints/step-{STEPS:08}")))
            for picture in (f"step-{STEPS:08}.png", f"step-{STEPS:08}-reconstructions.png"):
                self.assertIn(f"  runs/quickstart-1/samples/{picture}\n", said)
            self.assertFalse(second.exists())
            before = runs.digests(first, STEPS)
            self.assertIn("runs/quickstart-2/samples/", runs.said_by(command))
            self.assertEqual(runs.digests(second, STEPS), before)
            self.assertEqual(runs.digests(first, STEPS), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
