#!/usr/bin/env python3
"""The mutation check over a tiny tree: what it says of defects of every kind, and that the tree
stays as it is."""

import contextlib
import hashlib
import io
import pathlib
import subprocess
import tempfile
import unittest

import check_mutations
import defect_list
import scratch_copy

FILES = {
    "CMakeLists.txt": """
cmake_minimum_required(VERSION 3.22)
project(tiny LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
find_package(GTest REQUIRED)
enable_testing()
include_directories(${PROJECT_SOURCE_DIR})
add_subdirectory(tests)
""",
    "tests/CMakeLists.txt": """
function(tandem_tests name folder)
  add_executable(${name} ${folder}/sums_test.cpp ${PROJECT_SOURCE_DIR}/${folder}/sums.cpp)
  target_link_libraries(${name} PRIVATE GTest::gtest_main)
endfunction()
tandem_tests(tiny_tests framework/core)
add_executable(tiny program.cpp ${PROJECT_SOURCE_DIR}/framework/core/sums.cpp)
add_test(NAME program_tiny COMMAND tiny)
""",
    "framework/core/sums.h": "#pragma once\nint sum(int n);\nint twice(int n);\nint idle(int n);\n",
    "framework/core/sums.cpp": """#include "framework/core/sums.h"
int sum(int n) {
  volatile int total = 0;
  for (int i = 1; i <= n; ++i) total = total + i;
  return total;
}
int twice(int n) { return n + n; }
int idle(int n) { return n; }
""",
    "tests/framework/core/sums_test.cpp": """#include "framework/core/sums.h"
#include <gtest/gtest.h>
TEST(Sums, OfTheFirstNumbers) { EXPECT_EQ(sum(3), 6); }
""",
    "tests/program.cpp": """#include "framework/core/sums.h"
int main() { return twice(3) == 6 ? 0 : 1; }
""",
    ".gitignore": "/build/\n",
}
FIRST = """
[targets]
"program_*" = ["tiny"]

[[defect]]
id = "noticed"
file = "framework/core/sums.cpp"
text = "total = 0"
becomes = "total = 1"

[[defect]]
id = "endless"
file = "framework/core/sums.cpp"
text = "i <= n; ++i"
becomes = "n > 0;"

[[defect]]
id = "by-the-program"
file = "framework/core/sums.cpp"
text = "n + n"
becomes = "n - n"
tests = ["tests/framework/core/sums_test.cpp:Sums.*", "ctest:program_tiny"]
"""
SECOND = """
[[defect]]
id = "unseen"
file = "framework/core/sums.cpp"
text = "return n; }"
becomes = "return -n; }"

[[defect]]
id = "twice-there"
file = "framework/core/sums.cpp"
text = "return"
becomes = "throw"

[[defect]]
id = "gone"
file = "framework/core/sums.cpp"
text = "there is no such line"
becomes = "nor this"

[[defect]]
id = "broken"
file = "framework/core/sums.cpp"
text = "volatile int total"
becomes = "volatile int totals"

[[defect]]
id = "selects-nothing"
file = "framework/core/sums.cpp"
text = "total + i"
becomes = "total - i"
tests = ["tests/framework/core/sums_test.cpp:Summs.*"]
"""


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def digest_of(root):
    """Of all names, contents and times below a folder."""
    return hashlib.sha256(repr([(str(path), path.stat().st_mtime_ns, path.read_bytes())
                                for path in sorted(root.rglob("*"))
                                if path.is_file()]).encode()).hexdigest()


class ListsTest(unittest.TestCase):
    def test_every_defect_can_be_planted(self):
        here = pathlib.Path(__file__).resolve().parent
        root = here.parents[1]
        lists = defect_list.Lists(here / "defects", root)
        stale = {defect.id: defect.staleness(root) for defect in lists.defects}
        self.assertEqual({}, {name: why for name, why in stale.items() if why})


class CheckTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-mutation-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.tree = cls.directory / "tree"
        write(cls.tree, FILES)
        write(cls.tree / "lists", {"first.toml": FIRST, "second.toml": SECOND})
        subprocess.run(["git", "init", "--quiet", str(cls.tree)], check=True)
        cls.before = digest_of(cls.tree)
        cls.code, cls.said = cls.check()

    @classmethod
    def check(cls, *more, scratch=None):
        """Exit code and output of a check over the tree."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = check_mutations.main(
                ["--tree", str(cls.tree), "--defects", str(cls.tree / "lists"), "--scratch",
                 str(scratch or cls.directory / "scratch"), "--test-seconds", "15", *more])
        return code, said.getvalue()

    def check_list(self, text, part):
        """The exit code of a check with this list alone, which says the part."""
        with tempfile.TemporaryDirectory(dir=self.directory) as folder:
            write(pathlib.Path(folder), {"lists/wrong.toml": text})
            code, said = self.check("--defects", f"{folder}/lists",
                                    scratch=pathlib.Path(folder) / "scratch")
            self.assertIn(part, said)
            return code

    def test_what_tests_notice_is_caught(self):
        self.assertEqual(1, self.code)
        self.assertRegex(self.said, r"caught +noticed \(.* s\): Sums.OfTheFirstNumbers")
        self.assertRegex(self.said, r"caught +by-the-program \(.* s\): ctest:program_tiny")
        self.assertRegex(self.said, r"caught +endless \(.* s\): .* \(time limit\)")

    def test_the_rest_is_counted_and_named(self):
        summary = self.said[self.said.index("3 of 8 defects were caught"):]
        self.assertIn("survived: unseen: tests/framework/core/sums_test.cpp", summary)
        self.assertIn("error: twice-there: stale: its text occurs 3 times", summary)
        self.assertIn("error: gone: stale: its text occurs 0 times", summary)
        self.assertRegex(summary, "error: broken: does not compile: .*total")
        self.assertIn("error: selects-nothing: tests/framework/core/sums_test.cpp:Summs.* fails "
                      "without it: no test is selected", summary)

    def test_the_tree_is_only_read(self):
        self.assertEqual(self.before, digest_of(self.tree))

    def test_nothing_that_a_command_started_lives_on_behind_its_time_limit(self):
        # With job control the shell gives its child a group of its own, as Ninja does.
        done = scratch_copy.run(["bash", "-c", "set -m; sleep 300 & echo $!; wait"], 1)
        self.assertTrue(done.timed_out)
        status = pathlib.Path(f"/proc/{int(done.output)}/stat")
        self.assertTrue(not status.exists() or ") Z " in status.read_text())

    def test_what_was_caught_is_not_done_again(self):
        with open(self.directory / "scratch" / "mutation-results.jsonl", "a",
                  encoding="utf-8") as file:
            file.write('{"id": "noti')  # as if it had been killed there
        code, said = self.check("--only", "noticed", "endl*")
        self.assertEqual((0, "2 of 2 defects were caught\n"), (code, said))
        self.assertIn("survived unseen (", self.check("--only", "unseen")[1])

    def test_a_changed_file_is_checked_anew_and_a_defect_left_behind_taken_out(self):
        with tempfile.TemporaryDirectory(dir=self.directory) as other:
            scratch = pathlib.Path(other) / "scratch"
            self.check("--only", "noticed", scratch=scratch)
            source = "framework/core/sums.cpp"
            text = FILES[source].replace("total = 0", "total = 1")
            write(scratch, {source: text, "framework/core/more.cpp": text})
            # Its own results say that nothing changed: the copy is made that of the tree first.
            self.assertEqual(0, self.check("--only", "noticed", scratch=scratch)[0])
            self.assertEqual(FILES[source], (scratch / source).read_text())
            self.assertFalse((scratch / "framework/core/more.cpp").exists())

    def test_defects_are_listed_and_chosen_by_id_or_file(self):
        self.assertIn("by-the-program: framework/core/sums.cpp: tests/framework",
                      self.check("--list")[1])
        self.assertIn("gone: framework/core/sums.cpp: stale", self.check("--list")[1])
        self.assertEqual(8, self.check("--list", "--only", "framework/*")[1].count("\n"))
        self.assertEqual(64, self.check("--only", "nothing")[0])

    def test_a_place_that_holds_something_else_is_refused(self):
        for place in (self.tree, self.tree / "framework", self.directory):
            code, said = self.check("--only", "noticed", scratch=place)
            self.assertEqual(64, code, said)
        other = self.directory / "letters"
        write(other, {"letter.txt": "mine"})
        self.assertEqual(64, self.check(scratch=other)[0])
        self.assertEqual("mine", (other / "letter.txt").read_text())

    def test_a_list_with_a_mistake_is_refused(self):
        entry = SECOND.split("\n\n")[0]
        for wrong, part in ((entry + entry, "more than one defect is called unseen"),
                            (entry.replace("becomes", "become"), "missing ['becomes']"),
                            (entry.replace("return -n", "return n"), "nothing is changed"),
                            (entry + "\n=", "wrong.toml")):
            self.assertEqual(64, self.check_list(wrong, part))

    def test_a_test_that_is_gone_is_an_error_of_its_entry(self):
        entry = SECOND.split("\n\n")[0]
        for test, part in (("tests/gone_test.cpp", "there is no tests/gone_test.cpp"),
                           ("tests/CMakeLists.txt", "no CMakeLists.txt makes a program"),
                           ("ctest:other", "no pattern in [targets]")):
            wrong = f'{entry}\ntests = ["{test}"]'
            self.assertEqual(1, self.check_list(wrong, f"error: unseen: {part}"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
