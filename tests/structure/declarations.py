"""Rules of names that the compiler lets stand twice: each is declared once."""

import collections
import re

from source_text import functions_in, unnamed_namespaces, without_blocks
from tree import within

# These define what CMake's tables find: each file's names are its own, it is compiled alone.
FOUND_BY_TABLES = ('experiments', 'datasets/packers', 'framework/optimization/optimizers',
                   'framework/optimization/schedules', 'framework/metrics/definitions',
                   'framework/metrics/feature_networks', 'framework/showing/grids',
                   'launch/commands', 'launch/worker/commands', 'launch/worker/questions')


# Tests that are compiled together as well; the others have many helpers of equal names.
TESTS_TOGETHER = ('tests/framework/nn', 'tests/framework/model', 'tests/framework/optimization')


def _parameter_types(header):
    """The parameters of a function's header, names and defaults dropped."""
    inside = header[header.index('(') + 1:header.rindex(')')]
    types = []
    for parameter in re.split(r',(?![^<(]*[>)])', inside):
        parameter = re.sub(r'\s*=.*', '', parameter.strip(), flags=re.DOTALL)
        types.append(re.sub(r'(?<=[\w>&*\]])\s+\w+$|(?<=[&*])\w+$', '', parameter))
    return ', '.join(types)


def _shared_functions(file):
    """(position, header) of the functions that a file gives to the whole program."""
    code = file.code
    hidden = list(unnamed_namespaces(code))
    for function in functions_in(code):
        inside_class = re.search(r'\b(?:class|struct)\b[^;{}]*$',
                                 code[:_opening_before(code, function.position)])
        if '::' in function.name or inside_class or function.header.startswith('static'):
            continue
        if not any(start <= function.position < end for start, end in hidden):
            yield function


def _opening_before(code, position):
    """Position of the brace that opens the block around a position."""
    depth = 0
    for place in range(position - 1, -1, -1):
        depth += (code[place] == '}') - (code[place] == '{')
        if depth < 0:
            return place
    return 0


def check_names(files):
    """No two functions of the project have one name and the same parameters."""
    found = collections.defaultdict(list)
    for file in files:
        if not file.name.endswith('.cpp') or file.is_test or 'absent/' in file.name:
            continue
        for function in _shared_functions(file):
            if function.name != 'main':
                found[function.name, _parameter_types(function.header)].append(
                    file.place(function.position))
    for (name, types), places in sorted(found.items()):
        if len(places) > 1:
            yield f'{places[1]}: {name}({types}) is also defined at {places[0]}'


def _names_inside(code):
    """Names that a file declares in namespaces without a name."""
    names = set()
    for start, end in unnamed_namespaces(code):
        body = code[start:end]
        flat = without_blocks(body)
        names |= {function.name for function in functions_in(body)
                  if flat[function.position] != ' ' and '::' not in function.name
                  and not re.fullmatch('operator_|TEST|TEST_[FP]', function.name)}
        names |= set(re.findall(r'^\s*(?:struct|class|enum class)\s+(\w+)', flat, re.MULTILINE))
        names |= set(re.findall(r'\b(k[A-Z]\w*)\b(?=\s*[=;\[{])', flat))
    return names


def _compiled_with(file):
    """The folder whose sources are one library; those of framework lie up to two folders below it."""
    storage = 'framework/data/storage'
    if within(file.name, (storage,)):
        return storage
    parts = file.folder.removeprefix('tests/').split('/')
    depth = 2 if parts[0] == 'framework' else len(parts)
    return ('tests/' if file.is_test else '') + '/'.join(parts[:depth])


def check_helpers(files):
    """Sources of one library are compiled together: no two of them hide the same name."""
    found = collections.defaultdict(list)
    for file in files:
        if file.name.endswith('.cpp') and not within(file.name, FOUND_BY_TABLES) and (
                not file.is_test or within(file.name, TESTS_TOGETHER)):
            for name in _names_inside(file.code):
                found[_compiled_with(file), name].append(file.name)
    for (_, name), places in sorted(found.items()):
        if len(places) > 1:
            yield f'{places[1]}: {name} is also the name of something in {places[0]}'
