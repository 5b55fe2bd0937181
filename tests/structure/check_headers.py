#!/usr/bin/env python3
"""Compiles every header that does not see LibTorch alone: it includes what it uses.

check_headers.py COMPILER [FLAG …]. Headers that see LibTorch take seconds each and are proven by
their sources, which include them first (rule `headers` of check_structure.py).
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

from tree import files_below, files_that_see_torch

ROOT = pathlib.Path(__file__).resolve().parents[2]


def compile_alone(header, command):
    """What the compiler says of a source that is this header, twice."""
    source = f'#include "{header}"\n' * 2
    result = subprocess.run([*command, '-I', str(ROOT), '-fsyntax-only', '-x', 'c++', '-'],
                            input=source, capture_output=True, text=True, check=False)
    return result.stderr if result.returncode else ''


def main(command):
    if not command:
        print('usage: check_headers.py COMPILER [FLAG …]', file=sys.stderr)
        return 64
    files = list(files_below(ROOT))
    headers = sorted({file.name for file in files if file.name.endswith('.h')}
                     - files_that_see_torch(files))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        messages = list(pool.map(lambda header: compile_alone(header, command), headers))
    for header, message in zip(headers, messages):
        if message:
            print(f'{header} does not compile alone:\n{message}')
    num_broken = sum(map(bool, messages))
    print(f'{len(headers)} headers compiled alone, {num_broken} broken')
    return 1 if num_broken or not headers else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
