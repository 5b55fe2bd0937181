"""pack.py without anything that was built: what is missing is said in a sentence, and the checkout,
which travels beside the kit, counts."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import pack
except ImportError as missing:
    print(f"not run: a Python package is missing ({missing})")
    sys.exit(77)


class Pack(unittest.TestCase):
    """A folder of its own for each test."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="tandem-pack-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, name, num_bytes):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(num_bytes))
        return path

    def test_what_was_not_built_is_said(self):
        build, kit = self.directory / "build", self.directory / "kit"
        for name in ("tandem", "tandem-worker", "bin/rank_tests"):
            self.write(f"build/{name}", 1)
        done = subprocess.run([sys.executable, HERE / "pack.py", "--build", build, "--output", kit],
                              capture_output=True, text=True, check=False)
        self.assertEqual(1, done.returncode)
        self.assertEqual(f"{build} lacks nccl_tests, tandem-benchmark: `make gpu-kit` builds what is "
                         "missing and packs it\n", done.stderr)
        self.assertFalse(kit.exists())

    def test_programs_may_lie_deeper(self):
        program = self.write("build/tests/rank_tests", 1)
        self.assertEqual(program, pack.find_program(self.directory / "build", "rank_tests"))

    def test_the_checkout_counts_but_for_what_git_ignores(self):
        subprocess.run(["git", "init", "-q", self.directory], check=True)
        (self.directory / ".gitignore").write_text("/build/\n")
        for name, num_bytes in (("a", 1000), ("new", 30), ("build/b", 5000), ("kit/c", 7000)):
            self.write(name, num_bytes)
        subprocess.run(["git", "-C", self.directory, "add", "a"], check=True)
        kit = self.directory / "kit"
        self.assertEqual(1000 + 30 + len("/build/\n"), pack.bytes_of_checkout(self.directory, kit))
        with self.assertRaisesRegex(SystemExit, "how large the checkout is cannot be told"):
            pack.bytes_of_checkout(self.directory / "nowhere", kit)


if __name__ == "__main__":
    unittest.main(verbosity=2)
