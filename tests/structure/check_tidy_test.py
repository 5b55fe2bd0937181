#!/usr/bin/env python3
"""What clang-tidy is asked to check."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import check_tidy
from check_tidy import sources_to_check


class SourcesToCheckTest(unittest.TestCase):
    def test_changed_sources_and_those_of_changed_headers(self):
        compiled = {'a/x.cpp', 'a/y.cpp', 'b/z.cpp'}
        self.assertEqual(sources_to_check({'a/x.cpp', 'b/z.h', 'b/only.h', 'README.md'}, compiled),
                         ['a/x.cpp', 'b/z.cpp'])

    def test_what_is_not_compiled_is_not_checked(self):
        self.assertEqual(sources_to_check({'a/absent.cpp'}, {'a/x.cpp'}), [])


class BaseTest(unittest.TestCase):
    """A branch that shares the commit `shared` with those that it is told of."""

    def tidy(self, *arguments, known=()):
        """Exit status and output of a call where nothing differs from a commit that is known."""
        def git(*words):
            return ['shared'] if words[0] == 'merge-base' and words[-1] in known else []

        said = io.StringIO()
        with tempfile.TemporaryDirectory() as build, mock.patch.object(check_tidy, 'git', git), \
                mock.patch.object(sys, 'argv', ['check_tidy.py', build, *arguments]), \
                contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            (pathlib.Path(build) / 'compile_commands.json').write_text('[]', encoding='utf-8')
            try:
                code = check_tidy.main()
            except SystemExit as end:
                code = end.code
        return code, said.getvalue()

    def test_without_a_commit_to_compare_with_it_says_that_it_did_not_run(self):
        code, said = self.tidy()
        self.assertEqual(code, 0)
        self.assertTrue(said.startswith('tidy: not run: '), said)
        self.assertIn('make tidy BASE=COMMIT', said)

    def test_the_branch_that_is_followed_is_compared_with(self):
        for known in ('@{upstream}', 'origin/HEAD'):
            code, said = self.tidy(known=[known])
            self.assertEqual(code, 0)
            self.assertIn('no source differs from shared', said)

    def test_a_commit_may_be_named(self):
        self.assertIn('no source differs from shared', self.tidy('--base', 'v1', known=['v1'])[1])
        code, said = self.tidy('--base', 'v2', known=['@{upstream}'])
        self.assertNotEqual(code, 0)
        self.assertIn('shares no commit with v2', said)


if __name__ == '__main__':
    unittest.main()
