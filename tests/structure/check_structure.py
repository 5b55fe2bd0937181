#!/usr/bin/env python3
"""The rules that every file of tandem keeps, one CTest test per rule.

check_structure.py RULE [ROOT] prints every place that breaks the rule, and exits 1 if there is one.
"""

import pathlib
import re
import sys
from typing import NamedTuple

from source_text import code_of, functions_in

FOLDERS = ('framework', 'experiments', 'datasets', 'launch', 'tests')
CPP_ENDINGS = ('.h', '.cpp', '.in')
TEXT_ENDINGS = CPP_ENDINGS + ('.py', '.sh', '.txt', '.cmake', '.yaml', '.md', '.json')

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 5
MAX_COLUMNS = 100

# What a folder may include beside itself; the nearest folder named here counts.
MAY_INCLUDE = {
    'framework/core': (),
    'framework/config': ('framework/core',),
    'framework/runs': ('framework/config', 'framework/core'),
    'framework/data/storage': ('framework/core',),
    'framework/data': ('framework/data/storage', 'framework/config', 'framework/core'),
    'framework/device': ('framework/core',),
    'framework/distributed': ('framework/core',),
    'framework/nn/layers': ('framework/core',),
    'framework/nn/networks': ('framework/nn/layers', 'framework/core'),
    'framework/checkpoint': ('framework/runs', 'framework/core'),
    'framework/optimization': ('framework/checkpoint', 'framework/config', 'framework/core'),
    'framework/model/losses': ('framework/core',),
    'framework/model': ('framework/model/losses', 'framework/optimization', 'framework/nn/layers',
                        'framework/nn/networks', 'framework/data', 'framework/data/storage',
                        'framework/config', 'framework/core'),
    'framework/statistics': ('framework/core',),
    'framework/metrics': ('framework/statistics', 'framework/model', 'framework/distributed',
                          'framework/device', 'framework/data', 'framework/data/storage',
                          'framework/config', 'framework/core'),
    'framework/showing': ('framework/model', 'framework/device', 'framework/data',
                          'framework/data/storage', 'framework/config', 'framework/core'),
    'framework/training': ('framework/metrics', 'framework/showing', 'framework/model',
                           'framework/checkpoint', 'framework/optimization', 'framework/runs',
                           'framework/distributed', 'framework/device', 'framework/data',
                           'framework/data/storage', 'framework/config', 'framework/core'),
    'experiments': ('framework/model', 'framework/model/losses', 'framework/nn/layers',
                    'framework/nn/networks', 'framework/optimization/learner_options.h',
                    'framework/config', 'framework/core', 'framework/data/batch.h'),
    'datasets': ('framework/data/storage', 'framework/core'),
    'launch': ('experiments', 'datasets', 'framework'),
    'tests': ('launch', 'experiments', 'datasets', 'framework'),
}
# Parts of the program `tandem`, which starts without LibTorch.
LIGHT_FOLDERS = ('framework/core', 'framework/config', 'framework/runs', 'framework/data/storage',
                 'datasets', 'launch')
WORKER_FOLDER = 'launch/worker'
TORCH_INCLUDE = re.compile(r'<(?:torch|ATen|c10)/')
INCLUDE = r'^[ \t]*#[ \t]*include[ \t]*([<"][^>"]+[>"])'


class File(NamedTuple):
    name: str  # relative to the root, with /
    text: str

    @property
    def is_cpp(self):
        return self.name.endswith(CPP_ENDINGS)

    @property
    def code(self):
        return code_of(self.text)

    def matches(self, pattern, text=None):
        """(place, match) of a pattern in the text."""
        text = self.text if text is None else text
        for match in re.finditer(pattern, text, re.MULTILINE):
            yield f'{self.name}:{text.count(chr(10), 0, match.start()) + 1}', match


def files_below(root):
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob('*')):
        if path.is_file() and path.suffix in TEXT_ENDINGS and '__pycache__' not in path.parts:
            yield File(path.relative_to(root).as_posix(), path.read_text(encoding='utf-8'))
    for path in sorted(root.iterdir()):
        if path.is_file() and (path.suffix in TEXT_ENDINGS or path.name == 'Makefile'):
            yield File(path.name, path.read_text(encoding='utf-8'))


def within(name, folders):
    return any(name == folder or name.startswith(folder + '/') for folder in folders)


def folder_of(name):
    """The folder of the table that a file belongs to."""
    return max((folder for folder in MAY_INCLUDE if within(name, (folder,))), key=len, default=None)


def may_include(includer, included):
    """Whether the file may include that other file of this project."""
    own = folder_of(includer)
    if own is None or folder_of(included) == own or included in MAY_INCLUDE[own]:
        return True
    # `framework/data` allows that folder, not the folders below it that the table names.
    allowed = MAY_INCLUDE[own]
    return folder_of(included) in allowed or within(included, set(allowed) - set(MAY_INCLUDE))


def includes_of(file):
    for place, match in file.matches(INCLUDE):
        yield place, match.group(1)


def files_that_see_torch(files):
    """Names of the files that include LibTorch, themselves or by what they include."""
    edges = {file.name: [include.strip('<>"') for _, include in includes_of(file)]
             for file in files if file.is_cpp}
    seeing = {name for name, included in edges.items()
              if any(TORCH_INCLUDE.match(f'<{other}') for other in included)}
    while True:
        more = {name for name, included in edges.items() if seeing & set(included)} - seeing
        if not more:
            return seeing
        seeing |= more


def check_includes(files):
    """Includes go downwards only; what starts at once does not see LibTorch."""
    for name in sorted(files_that_see_torch(files)):
        if within(name, LIGHT_FOLDERS) and not within(name, (WORKER_FOLDER,)):
            yield f'{name}: {folder_of(name)} knows nothing of LibTorch'
    for file in files:
        if not file.is_cpp:
            continue
        for place, include in includes_of(file):
            name = include.strip('<>"')
            if within(name, FOLDERS) and not may_include(file.name, name):
                yield f'{place}: {folder_of(file.name)} may not include {name}'
            if include.startswith('"') and not within(name, FOLDERS) and '@' not in name:
                yield f'{place}: {name} is not named from the root'
            if name == 'torch/torch.h' and file.name.endswith('.h'):
                yield f'{place}: torch/torch.h is for sources'
            if name.startswith('spdlog/') and file.name != 'framework/core/log.cpp':
                yield f'{place}: spdlog stays behind framework/core/log.cpp'


def check_model_words(files):
    """The framework knows no family of models, outside its losses and its blocks."""
    pattern = r'(?i)(?<![a-z])(gan|vae|critic|discriminator)(?![a-z])'
    for file in files:
        if not file.name.startswith('framework/') or within(file.name, ('framework/nn',)):
            continue
        if file.name.startswith('framework/model/losses'):
            continue
        for place, match in file.matches(pattern):
            yield f'{place}: the word "{match.group(1)}" belongs to a family'


def check_sizes(files):
    """Files, functions, parameter lists and lines are short."""
    for file in files:
        num_lines = file.text.count('\n')
        if num_lines > MAX_FILE_LINES and not file.name.endswith(('.md', '.json')):
            yield f'{file.name}: {num_lines} lines, at most {MAX_FILE_LINES}'
        if not file.is_cpp:
            continue
        for function in functions_in(file.code):
            place = f'{file.name}:{function.line}: {function.name}'
            if function.num_lines > MAX_FUNCTION_LINES:
                yield f'{place} has {function.num_lines} lines, at most {MAX_FUNCTION_LINES}'
            if function.num_parameters > MAX_PARAMETERS:
                yield f'{place} has {function.num_parameters} parameters, at most {MAX_PARAMETERS}'
        for number, line in enumerate(file.text.split('\n'), 1):
            if len(line) > MAX_COLUMNS:
                yield f'{file.name}:{number}: {len(line)} columns, at most {MAX_COLUMNS}'


def check_language(files):
    """What tandem does without: project macros, conditional code, friends, deep hierarchies."""
    bases = {}
    for file in files:
        if not file.is_cpp:
            continue
        for place, match in file.matches(r'^[ \t]*#[ \t]*(if\w*|elif|else|define|undef)\b', file.code):
            yield f'{place}: #{match.group(1)}'
        for place, match in file.matches(r'\bfriend\b|\busing\s+namespace\s+std\b|\bgoto\b',
                                         file.code):
            yield f'{place}: {match.group(0)}'
        for place, match in file.matches(
                r'\b(?:class|struct)\s+(\w+)(?:\s+final)?\s*:\s*(?:public\s+)?([\w:]+)', file.code):
            bases[match.group(1)] = (match.group(2).split('::')[-1], place)
    for name, (base, place) in bases.items():
        if base in bases and bases[base][0] in bases:
            yield f'{place}: {name} is the third level of a hierarchy'


def check_forbidden_words(files):
    """No unsafe formats, no unfinished work, no path of one machine."""
    # Put together here, so that this file does not break its own rule.
    rules = {
        r'\btorch(?:::|\.)(?:save|load)\b|\bimport ' + r'pickle\b|\bpickle\.': 'an unsafe format',
        r'\b(?:TO' + r'DO|FIX' + r'ME|X' + r'XX)\b': 'unfinished work',
        r'(?<![\w.])/(?:work|home|root|Users)' + r'/\w': 'a path of one machine',
    }
    for file in files:
        if file.name.startswith('tests/structure/'):
            continue
        for pattern, meaning in rules.items():
            for place, match in file.matches(pattern):
                yield f'{place}: "{match.group(0)}" is {meaning}'


def check_headers(files):
    """Every file says what it is for; a source includes its own header first."""
    names = {file.name for file in files}
    for file in files:
        head_comment = file.text.startswith('// ')
        if file.name.endswith('.h'):
            if not head_comment:
                yield f'{file.name}:1: no comment that says what it is for'
            if len(re.findall(r'^#pragma once$', file.text, re.MULTILINE)) != 1:
                yield f'{file.name}: not one #pragma once'
        if not file.name.endswith('.cpp'):
            continue
        own_header = file.name[:-len('.cpp')] + '.h'
        includes = [include.strip('<>"') for _, include in includes_of(file)]
        if own_header in names and includes[:1] != [own_header]:
            yield f'{file.name}: does not include {own_header} first'
        if own_header not in names and not head_comment and not file.name.endswith('_test.cpp'):
            yield f'{file.name}:1: no comment that says what it is for'


def check_tests_mirror(files):
    """A unit test lies where what it tests lies."""
    folders = {file.name.rsplit('/', 1)[0] for file in files}
    for file in files:
        match = re.fullmatch(r'tests/((?:framework|datasets|launch)/.*)/\w+_test\.cpp', file.name)
        if match and match.group(1) not in folders:
            yield f'{file.name}: there is no folder {match.group(1)}'
        if file.name.endswith('_test.cpp') and not re.search(r'\b(?:EXPECT|ASSERT)_\w+\(', file.text):
            yield f'{file.name}: asserts nothing'
        for place, word in file.matches(r'\bGTEST_' + r'SKIP\b'):
            yield f'{place}: {word.group(0)}: a test that cannot run says so and tests what it can'


RULES = {
    'includes': check_includes,
    'model_words': check_model_words,
    'sizes': check_sizes,
    'language': check_language,
    'forbidden_words': check_forbidden_words,
    'headers': check_headers,
    'tests_mirror': check_tests_mirror,
}


def main(arguments):
    if not arguments or arguments[0] not in RULES:
        print(f'usage: check_structure.py {{{"|".join(RULES)}}} [ROOT]', file=sys.stderr)
        return 64
    default_root = pathlib.Path(__file__).resolve().parents[2]
    root = pathlib.Path(arguments[1]) if len(arguments) > 1 else default_root
    files = list(files_below(root))
    if not any(file.is_cpp for file in files):
        print(f'{root}: no sources here', file=sys.stderr)
        return 64
    problems = list(RULES[arguments[0]](files))
    for problem in problems:
        print(problem)
    print(f'{arguments[0]}: {len(files)} files, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
