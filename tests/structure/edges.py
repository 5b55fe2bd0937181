"""Rule `includes`: every edge between folders is named here, and goes downwards."""

from tree import FOLDERS, files_that_see_torch, includes_of, is_light, within

# What a folder may include beside itself: folders (not those below them that this table names) and
# single headers. The nearest folder named here counts for a file.
MAY_INCLUDE = {
    'framework/core': (),
    'framework/config': ('framework/core',),
    'framework/runs': ('framework/core',),
    'framework/report/sweep_panels': ('framework/report', 'framework/runs', 'framework/core'),
    'framework/report/panels': ('framework/report', 'framework/runs', 'framework/core'),
    'framework/report': ('framework/runs', 'framework/config', 'framework/core'),
    'framework/sweep/samplers': ('framework/sweep', 'framework/core'),
    'framework/sweep/schedulers': ('framework/sweep', 'framework/core'),
    'framework/sweep': ('framework/config', 'framework/core'),
    'framework/data/storage': ('framework/core',),
    'framework/data': ('framework/data/storage', 'framework/config', 'framework/core'),
    'framework/device': ('framework/core',),
    'framework/distributed': ('framework/core',),
    'framework/nn/layers': ('framework/core',),
    'framework/nn/networks': ('framework/nn/layers', 'framework/core'),
    'framework/checkpoint': ('framework/runs', 'framework/core'),
    'framework/optimization/optimizers': ('framework/optimization', 'framework/core'),
    'framework/optimization/schedules': ('framework/optimization', 'framework/core'),
    'framework/optimization': ('framework/checkpoint', 'framework/config', 'framework/core'),
    'framework/model/losses': ('framework/core',),
    'framework/model': ('framework/optimization', 'framework/data', 'framework/data/storage',
                        'framework/config', 'framework/core'),
    'framework/statistics': ('framework/core',),
    'framework/metrics/definitions': ('framework/metrics', 'framework/statistics',
                                      'framework/model', 'framework/runs', 'framework/data',
                                      'framework/core'),
    'framework/metrics': ('framework/statistics', 'framework/model', 'framework/distributed',
                          'framework/device', 'framework/checkpoint', 'framework/nn/networks',
                          'framework/nn/layers', 'framework/runs', 'framework/data',
                          'framework/data/storage', 'framework/config', 'framework/core'),
    'framework/showing': ('framework/statistics', 'framework/model', 'framework/device',
                          'framework/data', 'framework/data/storage',
                          'framework/config/nearest_name.h', 'framework/core'),
    'framework/training': ('framework/metrics', 'framework/showing', 'framework/model',
                           'framework/checkpoint', 'framework/optimization', 'framework/runs',
                           'framework/distributed', 'framework/device', 'framework/data',
                           'framework/data/storage', 'framework/config', 'framework/core'),
    'experiments': ('framework/model', 'framework/model/losses', 'framework/nn/layers',
                    'framework/nn/networks', 'framework/optimization/learner_options.h',
                    'framework/config', 'framework/core', 'framework/data/batch.h'),
    'datasets/packers': ('datasets', 'framework/core'),
    'datasets': ('framework/data/storage', 'framework/core'),
    'launch/job/launchers': ('launch/job', 'framework/core'),
    'launch/job': ('framework/runs', 'framework/core'),
    'launch/slurm': ('launch', 'launch/job', 'framework/runs', 'framework/core'),
    'launch/audit': ('launch', 'framework/runs', 'framework/core'),
    'launch/doctor': ('launch', 'launch/job', 'framework/core'),
    'launch/sweep/actions': ('launch/sweep', 'launch/slurm', 'launch', 'launch/job', 'framework/sweep',
                             'framework/runs', 'framework/core'),
    'launch/sweep': ('launch', 'launch/slurm', 'launch/job', 'framework/sweep', 'framework/report',
                     'framework/runs', 'framework/config', 'framework/core'),
    'launch/commands': ('launch', 'launch/slurm', 'launch/sweep', 'launch/audit', 'launch/doctor',
                        'launch/job', 'datasets', 'framework/report', 'framework/runs',
                        'framework/config/nearest_name.h', 'framework/core'),
    'launch': ('launch/job', 'datasets', 'framework/report', 'framework/runs',
               'framework/data/storage', 'framework/config', 'framework/core'),
    'launch/worker/output': ('launch/worker', 'launch', 'datasets', 'framework/showing',
                             'framework/model', 'framework/runs', 'framework/data',
                             'framework/data/storage', 'framework/core'),
    'launch/worker/commands': ('launch/worker/output', 'launch/worker', 'launch', 'experiments',
                               'framework/training', 'framework/metrics', 'framework/showing',
                               'framework/report', 'framework/model', 'framework/checkpoint',
                               'framework/runs',
                               'framework/device', 'framework/data', 'framework/core'),
    'launch/worker/questions': ('launch/worker', 'launch', 'launch/job/core_count.h', 'experiments',
                                'framework/training', 'framework/distributed', 'framework/device',
                                'framework/runs', 'framework/core'),
    'launch/worker': ('launch', 'launch/job/core_count.h', 'launch/job/rank_choice.h', 'experiments',
                      'framework/training', 'framework/metrics', 'framework/model',
                      'framework/checkpoint', 'framework/runs', 'framework/distributed',
                      'framework/device', 'framework/data', 'framework/data/storage',
                      'framework/core'),
    'tests/support': ('experiments', 'datasets', 'framework/report', 'framework/showing',
                      'framework/metrics', 'framework/statistics', 'framework/model',
                      'framework/nn/layers', 'framework/runs', 'framework/distributed',
                      'framework/data/storage', 'framework/core'),
    'tests/contract': ('experiments', 'framework/training', 'framework/metrics', 'framework/config',
                       'framework/report', 'framework/showing', 'framework/model', 'framework/distributed',
                       'framework/device',
                       'framework/data/storage/data_description.h', 'framework/core',
                       'tests/support'),
    'tests/parity': ('framework/report', 'framework/sweep', 'framework/metrics', 'framework/statistics',
                     'framework/optimization', 'framework/model/losses', 'framework/nn/layers',
                     'framework/nn/networks', 'framework/checkpoint', 'framework/device',
                     'framework/core', 'tests/support/computed_tiles.h'),
    'tests/fuzz': ('datasets', 'framework/sweep', 'framework/runs', 'framework/config',
                   'framework/data/storage', 'framework/core', 'launch/machine_facts.h',
                   'tests/framework/config/example_options.h',
                   'tests/framework/sweep/played_sweep.h', 'tests/support/small_data_set.h'),
    'tests/benchmarks': ('launch/worker/numerics.h', 'experiments', 'framework/training',
                         'framework/metrics', 'framework/sweep',
                         'tests/framework/sweep/played_sweep.h', 'framework/distributed', 'framework/device',
                         'framework/data/storage', 'framework/core'),
}
# What the tests of a folder may include beside that folder, what it may include, and the support.
TESTS_MAY_ALSO_INCLUDE = {
    'framework/distributed': ('framework/device',),
    'framework/model/losses': ('framework/nn/networks',),
    'framework/statistics': ('framework/device',),
    'launch/commands': ('framework/data/storage',),
}


def check_edges(files):
    """What a folder may include it does include: the table is the graph. `core` is for all, and
    experiments may use what is theirs by the contract of a family."""
    pairs = [(file.name, include.strip('<>"')) for file in files if file.is_cpp
             for _, include in includes_of(file)]
    used = {(folder_of(includer), part) for includer, included in pairs
            for part in (included, folder_of(included))}
    by_tests = {(folder_of(includer.removeprefix('tests/')), part) for includer, included in pairs
                if includer.startswith('tests/') and folder_of(includer) is None
                for part in (included, folder_of(included))}
    for table, seen in ((MAY_INCLUDE, used), (TESTS_MAY_ALSO_INCLUDE, by_tests)):
        for folder, others in table.items():
            for other in others:
                is_promised = other == 'framework/core' or folder == 'experiments'
                if not is_promised and (folder, other) not in seen:
                    yield f'edges.py: {folder} includes nothing of {other}'


def folder_of(name, table=MAY_INCLUDE):
    """The folder of the table that a file belongs to."""
    return max((folder for folder in table if within(name, (folder,))), key=len, default=None)


def _folders_above(name):
    """The folders that hold a file, below the top: those of tests/a/b/c.h are tests/a, tests/a/b."""
    parts = name.split('/')[:-1]
    return ['/'.join(parts[:length]) for length in range(2, len(parts) + 1)]


def _allowed_for(includer):
    """Folders and headers that a file may include; none if the table has no place for it."""
    own = folder_of(includer)
    if own is not None:
        return {own, *MAY_INCLUDE[own]}
    subject = folder_of(includer.removeprefix('tests/'))
    if not includer.startswith('tests/') or subject is None:
        return None
    return {subject, *MAY_INCLUDE[subject], *TESTS_MAY_ALSO_INCLUDE.get(subject, ()),
            *_folders_above(includer), 'tests/support'}


def may_include(includer, included):
    """Whether the file may include that other file of this project."""
    allowed = _allowed_for(includer)
    if allowed is None:
        return False
    if folder_of(included) is None:
        return within(included, allowed)
    return included in allowed or folder_of(included) in allowed


def check_includes(files):
    """Includes go downwards only; what starts at once does not see LibTorch."""
    for name in sorted(files_that_see_torch(files)):
        if is_light(name):
            yield f'{name}: {folder_of(name)} knows nothing of LibTorch'
    for file in files:
        if not file.is_cpp:
            continue
        for place, include in includes_of(file):
            name = include.strip('<>"')
            if within(name, FOLDERS) and not may_include(file.name, name):
                yield f'{place}: {folder_of(file.name) or file.folder} may not include {name}'
            if include.startswith('"') and not within(name, FOLDERS) and '@' not in name:
                yield f'{place}: {name} is not named from the root'
            if name == 'torch/torch.h':
                yield f'{place}: torch/torch.h is all of LibTorch; name the header'
            if name.startswith('spdlog/') and file.name != 'framework/core/log.cpp':
                yield f'{place}: spdlog stays behind framework/core/log.cpp'
