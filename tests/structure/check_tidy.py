#!/usr/bin/env python3
"""Runs clang-tidy over the sources that differ from the upstream commit.

check_tidy.py BUILD [--base COMMIT] [--minutes N]: BUILD is a configured build whose commands name
every source alone. For a changed header its own source is checked. Says what the time did not suffice
for, and that nothing was checked where git knows no commit to compare with.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def git(*arguments):
    """Lines that git prints; none when it cannot say."""
    result = subprocess.run(['git', '-C', str(ROOT), *arguments], capture_output=True, text=True,
                            check=False)
    return result.stdout.splitlines() if result.returncode == 0 else []


def base_commit(named):
    """The last commit that this branch shares with the one that the user named, else with the branch
    that it follows; none where git knows no such."""
    others = [named] if named else ['@{upstream}', 'origin/HEAD']
    shared = (git('merge-base', 'HEAD', other) for other in others)
    return next((commits[0] for commits in shared if commits), None)


def changed_files(base):
    """Names of the files that differ from a commit, those that git does not know yet included."""
    return {*git('diff', '--name-only', '--diff-filter=d', base),
            *git('ls-files', '--others', '--exclude-standard')}


def sources_to_check(changed, compiled):
    """The compiled sources among the changed files, and those whose own header changed."""
    wanted = {str(pathlib.PurePosixPath(name).with_suffix('.cpp')) for name in changed
              if name.endswith(('.cpp', '.h'))}
    return sorted(wanted & compiled)


def compiled_sources(build):
    """Names of the sources that a build compiles, relative to the root."""
    commands = json.loads((build / 'compile_commands.json').read_text(encoding='utf-8'))
    paths = (pathlib.Path(command['file']) for command in commands)
    return {path.relative_to(ROOT).as_posix() for path in paths if path.is_relative_to(ROOT)}


def check(source, build, end):
    """What clang-tidy says of a source; none if the time is over."""
    if time.monotonic() > end:
        return None
    result = subprocess.run(['clang-tidy', '--quiet', '-p', str(build), str(ROOT / source)],
                            capture_output=True, text=True, check=False)
    return result.stdout + result.stderr if result.returncode else ''


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--base', metavar='COMMIT', help='checks what changed since then')
    parser.add_argument('--minutes', type=float, default=10, help='0: until all are checked')
    arguments = parser.parse_args()
    base = base_commit(arguments.base)
    if base is None and arguments.base:
        parser.error(f'this branch shares no commit with {arguments.base}')
    if base is None:
        print('tidy: not run: this branch follows no other and there is no origin/HEAD, so git cannot '
              'tell which sources changed; `make tidy BASE=COMMIT` checks those that changed since '
              'that commit')
        return 0
    sources = sources_to_check(changed_files(base), compiled_sources(arguments.build))
    if not sources:
        print(f'tidy: no source differs from {base[:12]}; nothing was checked')
        return 0
    end = time.monotonic() + (arguments.minutes * 60 or float('inf'))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda source: check(source, arguments.build, end), sources))
    for message in filter(None, found):
        print(message)
    num_left, num_bad = found.count(None), sum(map(bool, found))
    print(f'tidy: {len(sources) - num_left} of {len(sources)} changed sources checked, '
          f'{num_bad} with findings')
    if num_left:
        print(f'tidy: {arguments.minutes:g} minutes were over; `make tidy MINUTES=0` checks all')
    return 1 if num_bad else 0


if __name__ == '__main__':
    sys.exit(main())
