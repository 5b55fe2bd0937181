"""Data that was changed after it was packed, and machines that compute otherwise, with the built
program."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

try:
    import h5py
except ImportError as missing:
    print(f"not run: the Python package h5py is missing ({missing})")
    sys.exit(77)

CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
BAD_INPUT = 65
STREAMED = "data.resident_bytes=1KiB"


class Identity(unittest.TestCase):
    """Short runs over made-up digits, some of which are not those that were packed."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-identity-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)

    def copy(self, name, edit):
        """The data set after `edit` was done to it in h5py."""
        path = self.directory / f"{name}.h5"
        shutil.copyfile(self.data, path)
        with h5py.File(path, "r+") as file:
            edit(file)
        return path

    def train(self, name, data, *overrides, ranks=1, expect=0):
        run = self.directory / name
        said = runs.tandem("train", CONFIGURATION, f"data.path={data}", "steps=6", "batch.size=16",
                           "report.every=2", "samples.every=6", "evaluation.every=3",
                           "checkpoint.every=2", "samples.count=4", "model.hidden_widths=[16]",
                           *overrides, "--ranks", ranks, "--run", run, expect=expect)
        return run, said

    @staticmethod
    def invert(split, row):
        def edit(file):
            images = file[split]["images"]
            images[row] = 255 - images[row]
        return edit

    @staticmethod
    def forget_chunks(file):
        for split in file:
            for field in file[split]:
                del file[split][field].attrs["chunk_digests"]

    def test_edited_training_data_is_refused(self):
        data = self.copy("edited", self.invert("train", 1234))
        for name, overrides, ranks in (("resident", (), 1), ("streamed", (STREAMED,), 2)):
            _, said = self.train(name, data, *overrides, ranks=ranks, expect=BAD_INPUT)
            self.assertRegex(said, r"/train/images: chunk \d+ \(rows \d+ to \d+\) was changed after")

    def test_an_edited_test_split_is_refused(self):
        data = self.copy("edited-test", self.invert("test", 7))
        run, said = self.train("evaluated", data, expect=BAD_INPUT)
        self.assertIn("/test/images: chunk 0 (rows 0 to 59) was changed after", said)
        self.assertTrue((run / "checkpoints" / "step-00000002").exists())

    def test_a_file_of_an_earlier_version_is_read_through_once(self):
        old = self.copy("old", self.forget_chunks)
        run, _ = self.train("of-old", old, STREAMED)
        self.assertIn("/train/images has no digests of its chunks",
                      (run / "logs" / "rank-0.log").read_text())
        new, _ = self.train("of-new", self.data, STREAMED)
        self.assertEqual(runs.digests(new, 6), runs.digests(run, 6))
        for split in ("train", "test"):
            def edit(file, split=split):
                self.forget_chunks(file)
                self.invert(split, 3)(file)
            edited = self.copy("old-edited-" + split, edit)
            run, said = self.train("of-old-edited-" + split, edited, STREAMED, expect=BAD_INPUT)
            self.assertIn(f"/{split}/images: the rows were changed after they were packed", said)
            self.assertFalse(run.exists(), "refused before anything is made")

    def test_evaluation_and_packing_refuse_too(self):
        data = self.directory / "later.h5"
        shutil.copyfile(self.data, data)
        run, _ = self.train("later", data)
        with h5py.File(data, "r+") as file:
            self.invert("test", 7)(file)
        self.assertIn("was changed after", runs.tandem("evaluate", run, expect=BAD_INPUT))
        runs.tandem("evaluate", run, "--split", "train")
        self.assertIn("was changed after",
                      runs.tandem("pack", "pairs", data, "--derive", "edges", "--output",
                                  self.directory / "pairs.h5", expect=BAD_INPUT))

    def test_another_test_split_is_refused_on_resume(self):
        run, _ = self.train("resumed", self.data)
        packed = self.directory / "packed-again"
        packed.mkdir()
        other = runs.pack_digits(packed, num_test=50)
        said = runs.tandem("resume", run, f"data.path={other}", "steps=8", expect=BAD_INPUT)
        self.assertIn("the run was started with other data", said)
        self.assertIn("test/images", said)
        with h5py.File(self.data) as first, h5py.File(other) as second:
            self.assertEqual(first["train/images"].attrs["digest"],
                             second["train/images"].attrs["digest"])

    def test_ranks_and_starts_state_what_they_compute(self):
        def arithmetic(**variables):
            done = subprocess.run([runs.BUILD / "tandem-worker", "doctor"], capture_output=True,
                                  text=True, check=True, env=runs.environment(**variables))
            return next(line for line in done.stdout.splitlines() if line.startswith("arithmetic"))

        self.assertEqual(arithmetic(), arithmetic())
        self.assertNotEqual(arithmetic(ATEN_CPU_CAPABILITY="avx2"),
                            arithmetic(ATEN_CPU_CAPABILITY="default", MKL_CBWR="SSE4_2",
                                       ONEDNN_MAX_CPU_ISA="SSE41"))
        run, _ = self.train("stated", self.data, ranks=2)
        start = json.loads((run / "manifest.json").read_text())["starts"][-1]
        self.assertRegex(start["numerics"], r"a fixed computation gives [0-9a-f]{12}$")


if __name__ == "__main__":
    unittest.main(verbosity=2)
