"""Rule `tests_mirror`: a unit test lies where its subject lies, and every subject is tested."""

import re

from tree import within

_LIST = 'tests/structure/mirror.py'
_MIRRORED = ('framework', 'experiments', 'datasets', 'launch')
# Tests of several subjects at once: they are named after what these promise together.
_TESTS_OF_MANY = (
    'tests/framework/distributed/collectives_test.cpp',
    'tests/framework/distributed/misuse_test.cpp',
    'tests/framework/distributed/ordered_sum_test.cpp',
    'tests/framework/distributed/rank_failure_test.cpp',
    'tests/framework/sweep/regret_test.cpp',
    'tests/framework/sweep/torn_journal_test.cpp',
)
# Sources without a test of their name, and the test that reaches them.
COVERED_BY = {
    'datasets/data_set_source': 'tests/datasets/packers/pairs_test.cpp',
    'datasets/folder_source': 'tests/datasets/packers/images_test.cpp',
    'datasets/image_options': 'tests/datasets/packers/images_test.cpp',
    'datasets/packers': 'tests/launch/commands/pack_test.cpp',
    'framework/data/device_copy': 'tests/framework/data/batch_loader_test.cpp',
    'framework/data/storage/data_set_field': 'tests/framework/data/storage/data_set_file_test.cpp',
    'framework/data/storage/hdf5_walk': 'tests/framework/data/storage/data_set_file_test.cpp',
    'framework/data/storage/resident_reader': 'tests/framework/data/storage/row_reader_test.cpp',
    'framework/data/storage/streaming_reader': 'tests/framework/data/storage/row_reader_test.cpp',

    # Of the vendors of GPUs a build has the one that its LibTorch has.
    'framework/device/absent/gpu': 'tests/framework/device/gpu_test.cpp',
    'framework/device/cuda/gpu': 'tests/framework/device/gpu_test.cpp',

    # Every implementation, on every arrangement of ranks.
    'framework/distributed/absent/nccl_communicator': 'tests/program/identity_test.py',
    'framework/distributed/communicator': 'tests/framework/distributed/collectives_test.cpp',
    'framework/distributed/cuda/nccl_communicator':
        'tests/framework/distributed/collectives_test.cpp',
    'framework/distributed/local_communicator': 'tests/framework/distributed/collectives_test.cpp',
    'framework/distributed/mpi_check': 'tests/framework/distributed/rank_failure_test.cpp',
    'framework/distributed/mpi_communicator': 'tests/framework/distributed/collectives_test.cpp',
    'framework/distributed/node_board': 'tests/program/supervision_test.py',
    'framework/distributed/node_reducer': 'tests/framework/distributed/ordered_sum_test.cpp',
    'framework/distributed/peer_exchange': 'tests/framework/distributed/ordered_sum_test.cpp',
    'framework/distributed/rank_groups': 'tests/framework/distributed/collectives_test.cpp',
    'framework/distributed/rank_position': 'tests/launch/worker/rank_watch_test.cpp',
    'framework/distributed/shared_window': 'tests/framework/distributed/misuse_test.cpp',
    'framework/distributed/tensor_check': 'tests/framework/distributed/misuse_test.cpp',

    'framework/metrics/cifar_features':
        'tests/framework/metrics/feature_networks/resnet20_test.cpp',
    'framework/metrics/condition_categories':
        'tests/framework/metrics/definitions/condition_error_test.cpp',
    'framework/metrics/feature_networks/resnet56':
        'tests/framework/metrics/feature_networks/resnet20_test.cpp',
    'framework/metrics/image_columns': 'tests/framework/metrics/evaluation_test.cpp',
    'framework/metrics/labelled_images':
        'tests/framework/metrics/definitions/classification_error_test.cpp',
    'framework/metrics/subjects': 'tests/framework/metrics/evaluation_test.cpp',
    'framework/nn/networks/cifar_resnet':
        'tests/framework/metrics/feature_networks/resnet20_test.cpp',
    'framework/nn/networks/lenet5': 'tests/framework/metrics/feature_networks/lenet5_test.cpp',
    'framework/nn/networks/squeezenet':
        'tests/framework/metrics/feature_networks/squeezenet_test.cpp',
    'framework/report/panels/pictures': 'tests/framework/report/report_test.cpp',
    'framework/report/panels/run_histories': 'tests/framework/report/report_test.cpp',

    # Sections of one page, which its test takes apart.
    'framework/report/sweep_panels/best_trials': 'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/failures': 'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/history': 'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/importances': 'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/parallel_coordinates':
        'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/provenance': 'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/rungs': 'tests/framework/report/sweep_report_test.cpp',
    'framework/report/sweep_panels/slices': 'tests/framework/report/sweep_report_test.cpp',

    'framework/showing/generation': 'tests/framework/showing/condition_values_test.cpp',
    'framework/showing/grid_context': 'tests/framework/showing/model_grids_test.cpp',
    'framework/showing/grids/pca_codes': 'tests/framework/showing/map_points_test.cpp',
    'framework/showing/grids/pca_samples': 'tests/framework/showing/map_points_test.cpp',
    'framework/showing/grids/samples': 'tests/framework/showing/model_grids_test.cpp',
    'framework/showing/grids/t_sne_codes': 'tests/framework/showing/map_points_test.cpp',
    'framework/showing/grids/t_sne_samples': 'tests/framework/showing/map_points_test.cpp',
    'framework/sweep/schedulers/none': 'tests/framework/sweep/virtual_sweep_test.cpp',
    'framework/sweep/sweep_options': 'tests/framework/sweep/sweep_file_test.cpp',

    # What a trainer is made of shows in whole runs.
    'framework/training/run_options': 'tests/framework/training/run_configuration_test.cpp',
    'framework/training/trainer': 'tests/contract/check_runs.py',

    # Training again needs the worker and data.
    'launch/audit/retraining': 'tests/program/audit_test.py',
    'launch/commands/audit': 'tests/program/audit_test.py',

    'launch/commands/config': 'tests/launch/worker_program_test.cpp',
    'launch/commands/encode': 'tests/program/single_images_test.py',
    'launch/commands/evaluate': 'tests/program/evaluation_test.py',
    'launch/commands/sample': 'tests/program/single_images_test.py',
    'launch/commands/sweep': 'tests/program/sweep_test.py',
    'launch/doctor/hosts_examination': 'tests/launch/commands/doctor_test.cpp',

    # Sweeps need runs.
    'launch/sweep/actions/export': 'tests/program/sweep_test.py',
    'launch/sweep/actions/options': 'tests/program/sweep_test.py',
    'launch/sweep/actions/promote': 'tests/program/sweep_test.py',
    'launch/sweep/actions/report': 'tests/program/sweep_test.py',
    'launch/sweep/actions/resume': 'tests/program/sweep_test.py',
    'launch/sweep/actions/run': 'tests/program/sweep_test.py',
    'launch/sweep/actions/verify': 'tests/program/sweep_test.py',
    'launch/sweep/actions/work': 'tests/program/sweep_interruptions_test.py',
    'launch/sweep/sweep_page': 'tests/program/sweep_test.py',
    'launch/sweep/sweep_runner': 'tests/program/sweep_test.py',

    'launch/tandem': 'tests/launch/program_test.cpp',

    # A rank needs a run, and often other ranks.
    'launch/worker/commands/encode': 'tests/program/single_images_test.py',
    'launch/worker/commands/evaluate': 'tests/program/evaluation_test.py',
    'launch/worker/commands/inspect': 'tests/program/judging_test.py',
    'launch/worker/commands/run': 'tests/program/resume_test.py',
    'launch/worker/commands/sample': 'tests/program/single_images_test.py',
    'launch/worker/commands/train': 'tests/program/supervision_test.py',
    'launch/worker/machine': 'tests/two_hosts/doctor_test.py',
    'launch/worker/main': 'tests/program/identity_test.py',
    'launch/worker/opened_networks': 'tests/program/evaluation_test.py',
    'launch/worker/output/translate_folder': 'tests/program/judging_test.py',
    'launch/worker/questions/branch': 'tests/program/branch_test.py',
    'launch/worker/questions/doctor': 'tests/program/identity_test.py',
    'launch/worker/questions/links': 'tests/two_hosts/doctor_test.py',
    'launch/worker/questions/machine': 'tests/two_hosts/doctor_test.py',
    'launch/worker/questions/resolve': 'tests/program/faults_test.py',
    'launch/worker/questions/resolve_each': 'tests/program/sweep_test.py',
    'launch/worker/questions/resume': 'tests/program/resume_test.py',
    'launch/worker/rank': 'tests/program/faults_test.py',
}


def subject_of(test, names):
    """What a unit test is the test of: a source, a header, a folder; none if there is no such."""
    stem = test.removeprefix('tests/').removesuffix('_test.cpp')
    family = re.sub(r'^experiments/(\w+)$', r'experiments/\1/\1', stem)
    for candidate in (stem + '.h', stem + '.cpp', family + '.cpp'):
        if candidate in names:
            return candidate
    return next((stem for other in names if other.startswith(stem + '/')), None)


def _test_of(source):
    """The name that the unit test of a source has."""
    return 'tests/' + re.sub(r'^experiments/(\w+)/\1$', r'experiments/\1', source) + '_test.cpp'


def _misplaced(test, names):
    """What is wrong with a unit test: its place, or that it tests nothing."""
    if within(test.name, ['tests/' + folder for folder in _MIRRORED]) and not (
            test.name in _TESTS_OF_MANY or subject_of(test.name, names)):
        yield f'{test.name}: there is nothing of this name to test'
    if not re.search(r'\b(?:EXPECT|ASSERT)_\w+\(', test.text):
        yield f'{test.name}: asserts nothing'
    for place, word in test.matches(r'\bGTEST_' + r'SKIP\b'):
        yield f'{place}: {word.group(0)}: a test that cannot run says so and tests what it can'


def _untested(names):
    """Sources that no test is named after, the list aside, and what the list has for nothing."""
    sources = {name.removesuffix('.cpp') for name in names
               if name.endswith('.cpp') and within(name, _MIRRORED)}
    untested = {source for source in sources if _test_of(source) not in names}
    for source in sorted(untested - set(COVERED_BY)):
        yield f'{source}.cpp: no {_test_of(source)}, and mirror.py names no other test of it'
    if _LIST not in names:
        return
    for source, test in COVERED_BY.items():
        if source not in untested:
            yield f'mirror.py: {source} needs no entry'
        elif test not in names:
            yield f'mirror.py: {source}: there is no {test}'


def check_tests_mirror(files):
    """A unit test lies where its subject lies; every source has a test of its name."""
    names = {file.name for file in files}
    for file in files:
        if file.name.endswith('_test.cpp'):
            yield from _misplaced(file, names)
    yield from _untested(names)
