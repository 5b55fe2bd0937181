"""Rules of names that the compiler lets stand twice: each is declared once."""

import collections
import re

from source_text import functions_in, unnamed_namespaces, without_blocks
from tree import within

# These define what CMake's tables find: each file's names are its own, it is compiled alone.
FOUND_BY_TABLES = ('experiments', 'datasets/packers', 'framework/optimization/optimizers',
                   'framework/optimization/schedules', 'framework/metrics/definitions',
                   'framework/metrics/feature_networks', 'framework/report/panels',
                   'framework/report/sweep_panels', 'framework/showing/grids',
                   'framework/sweep/samplers', 'framework/sweep/schedulers',
                   'framework/training/observers', 'launch/commands',
                   'launch/job/launchers', 'launch/sweep/actions', 'launch/worker/commands',
                   'launch/worker/questions')


# Folders of the tests of one program that are compiled together as well (TOGETHER in
# tests/CMakeLists.txt); the others have many helpers of equal names.
TESTS_TOGETHER = (
    ('tests/framework/nn',),
    ('tests/framework/model', 'tests/framework/optimization'),
    ('tests/framework/training',),
    ('tests/framework/statistics',),
    ('tests/framework/metrics', 'tests/framework/showing'),
)


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


def _shared_types(file):
    """(namespace and name, position) of the types that a file gives to the whole program."""
    hidden = list(unnamed_namespaces(file.code))
    namespace = re.search(r'^namespace ([\w:]+)', file.code, re.MULTILINE)
    for found in re.finditer(r'^(?:struct|class|enum class)\s+(\w+)\b(?!::)[^;{]*\{', file.code,
                             re.MULTILINE):
        if namespace and not any(start <= found.start() < end for start, end in hidden):
            yield f'{namespace.group(1)}::{found.group(1)}', found.start()


def check_types(files):
    """No two types of the project have one name: the linker would take one's members for both's."""
    found = collections.defaultdict(list)
    for file in files:
        if file.is_cpp and 'absent/' not in file.name:
            for name, position in _shared_types(file):
                found[name].append(file.place(position))
    for name, places in sorted(found.items()):
        for place in places[1:]:
            yield f'{place}: {name} is also defined at {places[0]}'


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
    """What the sources that meet this one share; none for one that is compiled alone."""
    if file.is_test:
        return next((program for program in TESTS_TOGETHER if within(file.name, program)), None)
    if within(file.name, FOUND_BY_TABLES):
        return None
    # The libraries of framework hold the folders below them, but for this one.
    if not within(file.name, ('framework',)) or within(file.name, ('framework/data/storage',)):
        return file.folder
    return '/'.join(file.folder.split('/')[:2])


def check_helpers(files):
    """Sources of one library are compiled together: no two of them hide the same name."""
    found = collections.defaultdict(list)
    for file in files:
        together = _compiled_with(file) if file.name.endswith('.cpp') else None
        for name in _names_inside(file.code) if together else ():
            found[together, name].append(file.name)
    for (_, name), places in sorted(found.items(), key=lambda item: item[1]):
        if len(places) > 1:
            yield f'{places[1]}: {name} is also the name of something in {places[0]}'
