#!/usr/bin/env python3
"""What clang-tidy is asked to check."""

import unittest

from check_tidy import sources_to_check


class SourcesToCheckTest(unittest.TestCase):
    def test_changed_sources_and_those_of_changed_headers(self):
        compiled = {'a/x.cpp', 'a/y.cpp', 'b/z.cpp'}
        self.assertEqual(sources_to_check({'a/x.cpp', 'b/z.h', 'b/only.h', 'README.md'}, compiled),
                         ['a/x.cpp', 'b/z.cpp'])

    def test_what_is_not_compiled_is_not_checked(self):
        self.assertEqual(sources_to_check({'a/absent.cpp'}, {'a/x.cpp'}), [])


if __name__ == '__main__':
    unittest.main()
