"""The files that the structure rules read, and what they include."""

import re
from typing import NamedTuple

from source_text import code_of

FOLDERS = ('framework', 'experiments', 'datasets', 'launch', 'tests')
CPP_ENDINGS = ('.h', '.cpp', '.in')
TEXT_ENDINGS = CPP_ENDINGS + ('.py', '.sh', '.txt', '.cmake', '.yaml', '.md', '.json')
# Parts of the program `tandem`, which starts without LibTorch.
LIGHT_FOLDERS = ('framework/core', 'framework/config', 'framework/runs', 'framework/report',
                 'framework/sweep', 'framework/data/storage', 'datasets', 'launch')
WORKER_FOLDER = 'launch/worker'

_TORCH_INCLUDE = re.compile(r'<(?:torch|ATen|c10)/')
_INCLUDE = r'^[ \t]*#[ \t]*include[ \t]*([<"][^>"]+[>"])'


class File(NamedTuple):
    name: str  # relative to the root, with /
    text: str

    @property
    def is_cpp(self):
        return self.name.endswith(CPP_ENDINGS)

    @property
    def is_test(self):
        return self.name.startswith('tests/')

    @property
    def folder(self):
        return self.name.rpartition('/')[0]

    @property
    def stem(self):
        return self.name.rpartition('/')[2].partition('.')[0]

    @property
    def code(self):
        return code_of(self.text)

    def place(self, position):
        return f'{self.name}:{self.text.count(chr(10), 0, position) + 1}'

    def matches(self, pattern, text=None):
        """(place, match) of a pattern in the text."""
        for match in re.finditer(pattern, self.text if text is None else text, re.MULTILINE):
            yield self.place(match.start()), match


def files_below(root):
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob('*')):
        if path.is_file() and path.suffix in TEXT_ENDINGS and '__pycache__' not in path.parts:
            yield File(path.relative_to(root).as_posix(), path.read_text(encoding='utf-8'))
    for path in sorted(root.iterdir()):
        if path.is_file() and (path.suffix in TEXT_ENDINGS or path.name == 'Makefile'):
            yield File(path.name, path.read_text(encoding='utf-8'))


def within(name, folders):
    return any(name == folder or name.startswith(folder + '/') for folder in folders)


def is_light(name):
    """Whether a file belongs to what starts without LibTorch."""
    return within(name, LIGHT_FOLDERS) and not within(name, (WORKER_FOLDER,))


def includes_of(file):
    for place, match in file.matches(_INCLUDE):
        yield place, match.group(1)


def files_that_see_torch(files):
    """Names of the files that include LibTorch, themselves or by what they include."""
    edges = {file.name: [include.strip('<>"') for _, include in includes_of(file)]
             for file in files if file.is_cpp}
    seeing = {name for name, included in edges.items()
              if any(_TORCH_INCLUDE.match(f'<{other}') for other in included)}
    while True:
        more = {name for name, included in edges.items() if seeing & set(included)} - seeing
        if not more:
            return seeing
        seeing |= more
