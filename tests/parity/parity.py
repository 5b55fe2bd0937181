"""What the parity tests share: the built programs, and the packages they need."""

import importlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TANDEM_BUILD", ROOT / "build"))
NOT_RUN = 77

sys.path.insert(0, str(ROOT / "tests" / "support"))


def require(*packages):
    """Ends the test as not run where a package is missing, as without torch in .venv."""
    for package in packages:
        try:
            importlib.import_module(package)
        except ImportError as error:
            print(f"not run: the Python package {package} is missing ({error})")
            sys.exit(NOT_RUN)


def run(program, *arguments, given=""):
    """Runs a built program that reads the text `given`; returns what it printed, raises with its
    message if it failed."""
    command = [str(BUILD / program), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n"
                             f"{done.stdout}{done.stderr}")
    return done.stdout


def ask(program, inputs, directory):
    """What a probe computes from arrays: both by name, as safetensors files in a directory."""
    numpy = importlib.import_module("numpy")
    files = importlib.import_module("safetensors.numpy")
    source, target = directory / "inputs.safetensors", directory / "out.safetensors"
    files.save_file({name: numpy.ascontiguousarray(value) for name, value in inputs.items()},
                    source)
    run(program, source, target)
    return files.load_file(target)


class TestCase(unittest.TestCase):
    """A test with a directory of its own, shared by the methods of the class."""

    @classmethod
    def setUpClass(cls):
        cls._directory = tempfile.TemporaryDirectory(prefix="tandem-parity-")
        cls.addClassCleanup(cls._directory.cleanup)
        cls.directory = pathlib.Path(cls._directory.name)
