"""Rule `tests_mirror`: a unit test lies where its subject lies, and every subject is tested."""

import re

from tree import within

_MIRRORED = ('framework', 'experiments', 'datasets', 'launch')
# Tests of several subjects at once: they are named after what these promise together.
_TESTS_OF_MANY = (
    'tests/framework/distributed/collectives_test.cpp',
    'tests/framework/distributed/misuse_test.cpp',
    'tests/framework/distributed/ordered_sum_test.cpp',
    'tests/framework/distributed/rank_failure_test.cpp',
    'tests/framework/sweep/regret_test.cpp',
)
# Subjects (or folders of them) without a test of their name, and the test that reaches them.
COVERED_BY = {
    'datasets/data_set_source': 'tests/datasets/packers/pairs_test.cpp',
    'datasets/folder_source': 'tests/datasets/packers/images_test.cpp',
    'datasets/image_file': 'tests/datasets/packers/images_test.cpp',
    'datasets/image_folder': 'tests/datasets/packers/images_test.cpp',
    'datasets/image_options': 'tests/datasets/packers/images_test.cpp',
    'datasets/image_pairs': 'tests/datasets/packers/pairs_test.cpp',
    'datasets/packers': 'tests/launch/commands/pack_test.cpp',
    'datasets/row_source': 'tests/datasets/pack_rows_test.cpp',
    'framework/config/config_node': 'tests/framework/config/yaml_reader_test.cpp',
    'framework/config/option_value': 'tests/framework/config/option_parser_test.cpp',
    'framework/data/device_copy': 'tests/framework/data/batch_loader_test.cpp',
    # Parts of reading a file, which only the whole shows.
    'framework/data/storage': 'tests/framework/data/storage/data_set_file_test.cpp',
    'framework/device/generator_seeding': 'tests/contract/families_test.cpp',
    # Every implementation, on every arrangement of ranks.
    'framework/distributed': 'tests/framework/distributed/collectives_test.cpp',
    'framework/metrics/cifar_features':
        'tests/framework/metrics/feature_networks/resnet20_test.cpp',
    'framework/metrics/conditions':
        'tests/framework/metrics/definitions/condition_error_test.cpp',
    'framework/metrics/record_stamp': 'tests/framework/metrics/evaluation_test.cpp',
    'framework/metrics/image_columns': 'tests/framework/metrics/evaluation_test.cpp',
    'framework/metrics/labelled_images':
        'tests/framework/metrics/definitions/classification_error_test.cpp',
    'framework/metrics/split_codes':
        'tests/framework/metrics/definitions/linear_probe_test.cpp',
    'framework/metrics/split_means':
        'tests/framework/metrics/definitions/objective_terms_test.cpp',
    'framework/metrics/subjects': 'tests/framework/metrics/evaluation_test.cpp',
    'framework/nn/networks/cifar_resnet':
        'tests/framework/metrics/feature_networks/resnet20_test.cpp',
    'framework/nn/networks/lenet5': 'tests/framework/metrics/feature_networks/lenet5_test.cpp',
    'framework/nn/networks/squeezenet':
        'tests/framework/metrics/feature_networks/squeezenet_test.cpp',
    'framework/optimization/fused_adam': 'tests/framework/optimization/optimizers/adam_test.cpp',
    'framework/optimization/moving_average': 'tests/framework/training/learner_test.cpp',
    'framework/report/comparison_notes': 'tests/framework/report/comparison_test.cpp',
    'framework/report/observed_values': 'tests/framework/report/comparison_test.cpp',
    'framework/runs/process_lock': 'tests/framework/runs/run_lock_test.cpp',
    'framework/showing': 'tests/framework/showing/model_grids_test.cpp',
    # What a trainer is made of shows in whole runs.
    'framework/training': 'tests/program',
    # Training again needs the worker and data.
    'launch/audit/retraining': 'tests/program',
    'launch/job/stop_signals': 'tests/launch/job/supervisor_test.cpp',
    'launch/doctor/hosts_examination': 'tests/launch/commands/doctor_test.cpp',
    'launch/comparison_options': 'tests/launch/commands/compare_test.cpp',
    'launch/launcher_options': 'tests/launch/commands/train_test.cpp',
    'launch/new_run': 'tests/launch/commands/train_test.cpp',
    'launch/training_job': 'tests/launch/commands/train_test.cpp',
    'launch/pack_options': 'tests/launch/commands/pack_test.cpp',
    # Sweeps need runs.
    'launch/sweep': 'tests/program',
    'launch/resolved_run': 'tests/launch/commands/train_test.cpp',
    # A rank needs a run, and often other ranks.
    'launch/worker': 'tests/program',
}


def subject_of(name, names):
    """What a unit test is the test of: a source, a header, a folder; none if there is no such."""
    stem = name.removeprefix('tests/').removesuffix('_test.cpp')
    family = re.sub(r'^experiments/(\w+)$', r'experiments/\1/\1', stem)
    for candidate in (stem + '.h', stem + '.cpp', family + '.cpp'):
        if candidate in names:
            return candidate
    return next((stem for other in names if other.startswith(stem + '/')), None)


def _cover_of(subject):
    """The nearest entry of the list that names a source or a folder above it."""
    return max((key for key in COVERED_BY if within(subject, (key,))), key=len, default=None)


def check_tests_mirror(files):
    """A unit test lies where its subject lies; a source with a header has a test of its name."""
    names = {file.name for file in files}
    for file in files:
        if not file.name.endswith('_test.cpp'):
            continue
        if within(file.name, ['tests/' + folder for folder in _MIRRORED]) and not (
                file.name in _TESTS_OF_MANY or subject_of(file.name, names)):
            yield f'{file.name}: there is nothing of this name to test'
        if not re.search(r'\b(?:EXPECT|ASSERT)_\w+\(', file.text):
            yield f'{file.name}: asserts nothing'
        for place, word in file.matches(r'\bGTEST_' + r'SKIP\b'):
            yield f'{place}: {word.group(0)}: a test that cannot run says so and tests what it can'
    tested = {file.name.removeprefix('tests/').removesuffix('_test.cpp') for file in files
              if file.is_test and file.name.endswith('_test.cpp')}
    used = set()
    for file in files:
        stem = file.name.removesuffix('.cpp')
        if file.is_test or stem == file.name or stem + '.h' not in names or stem in tested:
            continue
        cover = _cover_of(stem)
        used.add(cover)
        if cover is None:
            yield f'{file.name}: no tests/{stem}_test.cpp, and mirror.py names no other test of it'
    for key, test in COVERED_BY.items():
        if len(names) > 100 and key not in used:
            yield f'mirror.py: {key} needs no entry'
        elif key in used and not any(within(name, (test,)) for name in names):
            yield f'mirror.py: {key}: there is no {test}'
