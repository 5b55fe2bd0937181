"""The lists of defects: what is planted where, and which tests ought to notice.

A list is a TOML file. Each `[[defect]]` has
  id       a name that no other has
  file     what is changed, from the root of the tree
  text     what is replaced there: it must occur exactly once, else the entry is stale
  becomes  what stands there instead
  tests    optional; by default the test that mirrors the file
A test is `tests/…/x_test.cpp`, of which all suites are run, or only what a GoogleTest filter behind
a colon names; or `ctest:NAME`, whose targets the table `[targets]` of a list gives by patterns of
names.
"""

import fnmatch
import hashlib
import pathlib
import re
import tomllib
from typing import NamedTuple


class ListError(Exception):
    """A list that cannot be read as one."""


class Check(NamedTuple):
    """A test as it is run: a GoogleTest program with a filter, or a test of CTest by its name."""
    name: str           # as the list has it
    targets: tuple      # to build
    program: str        # '' for CTest
    selection: str      # filter, or name
    source: str         # '' for CTest

    def __str__(self):
        return self.name


class Defect(NamedTuple):
    id: str
    file: str
    text: str
    becomes: str
    checks: tuple
    problem: str  # with its tests; '' where there is none

    def staleness(self, root):
        """Why it cannot be planted in this tree, or its tests not be run; '' where they can."""
        path = root / self.file
        count = path.read_text(encoding="utf-8").count(self.text) if path.is_file() else 0
        found = "" if count == 1 else f"stale: its text occurs {count} times in {self.file}"
        return found or self.problem

    def fingerprint(self, root):
        """Changes with the defect, the file it is planted in and the sources of its tests."""
        digest = hashlib.sha256(repr(self).encode())
        for name in (self.file, *(check.source for check in self.checks if check.source)):
            digest.update((root / name).read_bytes())
        return digest.hexdigest()[:16]


def programs_of(root):
    """(program, folder or source) of everything that tests/**/CMakeLists.txt makes of tests."""
    for listing in sorted((root / "tests").rglob("CMakeLists.txt")):
        text = re.sub(r"#.*", "", listing.read_text(encoding="utf-8"))
        for name, folders in re.findall(r"\btandem_tests\(\s*([\w-]+)\s+([^)]*)\)", text):
            for folder in folders.split("LIBRARIES")[0].split():
                yield name, (listing.parent / folder).resolve()
        for name, sources in re.findall(r"\badd_executable\(\s*([\w-]+)\s+([^)]*)\)", text):
            for source in sources.split():
                yield name, pathlib.PurePath(source).name


def mirror_of(file):
    """The test of a source: in the same folder below tests/, families without their own."""
    path = pathlib.PurePosixPath(file)
    folder = path.parent.parent if path.parts[0] == "experiments" else path.parent
    return f"tests/{folder}/{path.stem}_test.cpp"


class Lists:
    """All defects of the lists in a folder, over the tree that they are about."""

    def __init__(self, folder, root):
        self.root = root.resolve()
        self.programs = list(programs_of(self.root))
        self.targets = {}
        self.defects = []
        files = sorted(folder.glob("*.toml"))
        tables = [self.read(file) for file in files]
        for file, table in zip(files, tables):
            for entry in table.get("defect", ()):
                self.defects.append(self.defect(file.name, entry))
        names = [defect.id for defect in self.defects]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ListError(f"more than one defect is called {', '.join(twice)}")
        if not names:
            raise ListError(f"{folder}: no defects")

    def read(self, file):
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ListError(f"{file.name}: {error}") from error
        self.targets |= table.get("targets", {})
        return table

    def defect(self, listing, entry):
        place = f"{listing}: defect '{entry.get('id', '?')}'"
        wrong = set(entry) - {"id", "file", "text", "becomes", "tests"}
        missing = {"id", "file", "text", "becomes"} - set(entry)
        if wrong or missing:
            raise ListError(f"{place}: unknown {sorted(wrong)}, missing {sorted(missing)}")
        if entry["text"] == entry["becomes"]:
            raise ListError(f"{place}: nothing is changed")
        named = [entry[key] for key in ("id", "file", "text", "becomes")]
        try:
            tests = entry.get("tests") or [mirror_of(entry["file"])]
            return Defect(*named, tuple(self.check(test) for test in tests), "")
        except ListError as error:
            return Defect(*named, (), str(error))

    def check(self, test):
        """Raises ListError for a test that is not in the tree."""
        if test.startswith("ctest:"):
            name = test.removeprefix("ctest:")
            for pattern, targets in self.targets.items():
                if fnmatch.fnmatchcase(name, pattern):
                    return Check(test, tuple(targets), "", name, "")
            raise ListError(f"no pattern in [targets] fits {test}")
        source, _, selection = test.partition(":")
        path = self.root / source
        if not path.is_file():
            raise ListError(f"there is no {source}: name its tests")
        for program, where in self.programs:
            if where in (path.parent, path.name):
                return Check(test, (program,), program, selection or suites_of(path), source)
        raise ListError(f"no CMakeLists.txt makes a program of {source}")


def suites_of(source):
    """A GoogleTest filter for all tests of a source, those with parameters too."""
    suites = re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+)\s*,", source.read_text(encoding="utf-8"),
                        re.MULTILINE)
    return ":".join(f"{suite}.*:*/{suite}.*" for suite in dict.fromkeys(suites))
