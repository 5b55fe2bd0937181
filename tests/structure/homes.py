"""Rules of where a word may stand: each of these has one home."""

import re

from source_text import comments_of, literals_of
from tree import within

# The files and folders of a run, of a sweep, and of jobs of Slurm in both. A folder's name is also
# that of a section of options, so it counts where it is joined to a path.
_RUN_FILES = re.compile(
    r'\b(?:metrics|timing)\.jsonl|\b(?:manifest|state)\.json\b|\bconfig\.yaml|\boverrides\.txt'
    r'|\b(?:networks|training)\.safetensors|\bevents\.out\.|^\.(?:launcher|owner)\b'
    r'|\blauncher\.log|\bsweep\.yaml|\bjournal\.log|\.unfinished\b'
    r'|\.sbatch\b|\brequeues\.txt|\bslurm-'
    r'|^(?:step|rank|lane|behind|sample|translated|trial|seed)-'
    r'|\b(?:checkpoints|samples|evaluations|logs|status|trials|artifacts|workers)/|^checkpoints$')
# What NCCL calls a host there is "rank-0".
_HOST_NAMES = 'framework/distributed/cuda/nccl_communicator.cpp'
_SWEEP_PATHS = ('framework/sweep/sweep_paths.h', 'framework/sweep/sweep_paths.cpp')
_RUN_FOLDERS = re.compile(r'^(?:checkpoints|samples|evaluations|logs|status|configs|trials|artifacts'
                          r'|workers|lock|decisions)$')


def check_model_words(files):
    """The framework knows no family of models, outside its losses and its blocks."""
    pattern = r'(?i)(?<![a-z])(gan|vae|critic|discriminator)(?![a-z])'
    for file in files:
        if not within(file.name, ('framework',)) or within(file.name, ('framework/nn',
                                                                        'framework/model/losses')):
            continue
        for place, match in file.matches(pattern):
            yield f'{place}: the word "{match.group(1)}" belongs to a family'


def check_run_paths(files):
    """What the files of a run are called is said in framework/runs, of a sweep in sweep_paths."""
    for file in files:
        if not file.name.endswith(('.h', '.cpp')) or file.is_test or within(
                file.name, ('framework/runs', *_SWEEP_PATHS, _HOST_NAMES)):
            continue
        for position, literal in literals_of(file.text):
            if ' ' in literal:  # a sentence
                continue
            joined = file.text[:position].rstrip().endswith('/')
            if _RUN_FILES.search(literal) or (joined and _RUN_FOLDERS.search(literal)):
                yield f'{file.place(position)}: "{literal}" is a path of a run or a sweep'


_COMMANDS = 'launch/commands/'
_OPTION = r'(?<![\w-])--[a-z][\w-]*'
# Options of other programs, in advice on how to start them.
_FOREIGN_OPTIONS = ('--mpi', '--shm-size')


def _texts_of(text):
    """(position, characters) of each text, of which several literals in a row make one."""
    texts, end = [], 0
    for position, literal in literals_of(text):
        if texts and not text[end:position].strip():
            texts[-1] = (texts[-1][0], texts[-1][1] + literal)
        else:
            texts.append((position, literal))
        end = position + len(literal) + 2
    return texts


def check_command_line(files):
    """Neither the framework nor a family knows what a command, or an option of one, is called."""
    commands = [file.stem for file in files if file.name.startswith(_COMMANDS)]
    named = re.compile(rf'{_OPTION}|\btandem (?:{"|".join(commands) or "(?!)"})\b')
    for file in files:
        if not file.name.endswith(('.h', '.cpp')) or not within(file.name,
                                                                ('framework', 'experiments')):
            continue
        for position, text in _texts_of(file.text):
            for name in named.findall(text):
                if name not in _FOREIGN_OPTIONS:
                    yield f'{file.place(position)}: {name} is for launch to name'


def check_capabilities(files):
    """What a model can do is asked for by capability and require, once."""
    for file in files:
        if not file.is_cpp or file.is_test or file.name.startswith('framework/model/capabilit'):
            continue
        for place, match in file.matches(r'\bdynamic_(?:pointer_)?cast\b', file.code):
            yield f'{place}: {match.group(0)} stands in framework/model/capabilities'


# Of a document or a script that users run, on one line.
_SEVERAL_RANKS = r'\btandem (?:train|resume|audit)\b[^`\n]*--ranks (?:[2-9]|\d\d)[^`\n]*'


def check_prose(files):
    """No comment names its callers, which go stale; grey is written in one way; a command that users
    copy and that asks for several ranks does not ask for as many GPUs."""
    callers = r'\b(?:Called|Used) (?:only )?(?:by|from)\b'
    for file in files:
        if within(file.name, ('tests/structure',)):
            continue
        if file.is_cpp:
            for position, comment in comments_of(file.text):
                found = re.search(callers, comment)
                if found:
                    yield f'{file.place(position + found.start())}: "{found.group(0)}" goes stale'
        elif file.name.endswith(('.py', '.sh', '.txt', '.cmake')):
            for place, match in file.matches(callers):
                yield f'{place}: "{match.group(0)}" goes stale'
        if file.name.endswith('.md') or file.name == 'launch/quickstart.sh':
            commands = file.text.replace('"$tandem"', 'tandem').replace('\\\n', '')
            for _, match in file.matches(_SEVERAL_RANKS, commands):
                if not re.search(r'device=cpu|--hosts', match.group(0)):
                    yield f'{file.name}: "{match.group(0)}" needs several GPUs where there is one'
        for place, match in file.matches(r'\b[Gg]ray(?:s|scale)?\b|\bg' + r'ray_|_g' + r'ray\b'):
            yield f'{place}: "{match.group(0)}" is spelt grey'
