#!/usr/bin/env python3
"""The rules that every file of tandem keeps, one CTest test per rule.

check_structure.py RULE [ROOT] prints every place that breaks the rule, and exits 1 if there is one.
"""

import pathlib
import re
import sys

from declarations import check_helpers, check_names, check_types
from edges import check_edges, check_includes
from homes import (check_capabilities, check_command_line, check_model_words, check_prose,
                   check_run_paths)
from mirror import check_tests_mirror
from source_text import comments_of, functions_in
from tree import files_below, includes_of

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 5
MAX_COLUMNS = 100
# Of the lines of all sources, those that are comments.
MIN_COMMENT_SHARE, MAX_COMMENT_SHARE = 0.04, 0.12


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


# Weights that others publish as .pth are read as tensors alone, and written to test that.
_KNOWS_PTH = ('framework/metrics/feature_networks/convert_inception.py',
              'tests/parity/networks_test.py')


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
            if meaning == 'an unsafe format' and file.name in _KNOWS_PTH:
                continue
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


def check_comments(files):
    """Sources say why: not nowhere, and not everywhere."""
    sources = [file for file in files if file.name.endswith('.cpp') and not file.is_test]
    num_lines = sum(file.text.count('\n') for file in sources)
    num_comments = sum(comment.count('\n') + 1 for file in sources
                       for _, comment in comments_of(file.text))
    if sources and not MIN_COMMENT_SHARE <= num_comments / num_lines <= MAX_COMMENT_SHARE:
        yield (f'{num_comments} of {num_lines} lines of sources are comments, not '
               f'{MIN_COMMENT_SHARE:.0%} to {MAX_COMMENT_SHARE:.0%}')


RULES = {
    'includes': check_includes,
    'edges': check_edges,
    'model_words': check_model_words,
    'run_paths': check_run_paths,
    'command_line': check_command_line,
    'capabilities': check_capabilities,
    'prose': check_prose,
    'names': check_names,
    'types': check_types,
    'helpers': check_helpers,
    'sizes': check_sizes,
    'language': check_language,
    'forbidden_words': check_forbidden_words,
    'headers': check_headers,
    'comments': check_comments,
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
