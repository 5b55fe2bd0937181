#!/usr/bin/env python3
"""The structure rules find what they are for, and nothing else."""

import re
import unittest
import unittest.mock

from check_structure import RULES
from edges import MAY_INCLUDE
from mirror import COVERED_BY
from source_text import code_of, comments_of, functions_in, literals_of
from tree import File


def problems(rule, **texts):
    """What a rule says of files; `_` stands for / and the last one for the dot of the name."""
    files = [File(re.sub(r'_(h|cpp|md|sh)$', r'.\1', name.replace('__', '/')), text)
             for name, text in texts.items()]
    return list(RULES[rule](files))


class SourceTextTest(unittest.TestCase):
    def test_comments_and_literals_are_blank(self):
        code = code_of('a("x{//"); // b {\n/* c\n{ */ d(\'{\'); e(R"(f{")"); 1\'000;')
        self.assertNotIn('{', code)
        self.assertEqual(code.count('\n'), 2)
        self.assertIn('d(', code)
        self.assertIn("1'000", code)

    def test_comments_and_literals_are_found(self):
        text = 'a("x // \\"y"); // b "c"\nd(R"(e"f)"); \'"\''
        self.assertEqual([literal for _, literal in literals_of(text)], ['x // \\"y', 'e"f'])
        self.assertEqual([comment for _, comment in comments_of(text)], ['// b "c"'])

    def test_functions_are_found(self):
        code = '''#include <x>
namespace tandem {
struct Options {
  int a = 1;
  std::vector<int> b{1, 2};
  int get() const { return a; }
};
class Widget final : public Base {
 public:
  explicit Widget(int a, std::map<int, int> b = {})
      : a_{a}, b_(std::move(b)) {
    run([&](int x, int y) { return x; });
  }
  ~Widget() = default;
};
constexpr std::array kNames = {"a", "b"};
enum class Kind { kOne, kTwo };
template <class T, class U>
auto many(T a, U b, int c, std::function<void(int, int)> d, int e, int f) -> std::vector<T> {
  if (a) {
    return {};
  }
  return {a};
}
bool Widget::operator==(const Widget& other) const { return true; }
}  // namespace tandem
'''
        found = [(f.name, f.line, f.num_lines, f.num_parameters) for f in functions_in(code_of(code))]
        self.assertEqual(found, [('get', 6, 1, 0), ('Widget', 10, 4, 2), ('many', 18, 7, 6),
                                 ('Widget::operator_', 25, 1, 1)])


class RulesTest(unittest.TestCase):
    def expect(self, rule, part, **texts):
        found = problems(rule, **texts)
        self.assertEqual(len(found), 1, found)
        self.assertIn(part, found[0])

    def test_includes(self):
        self.expect('includes', 'may not include framework/training/trainer.h',
                    framework__model__x_cpp='#include "framework/training/trainer.h"\n')
        self.expect('includes', 'experiments may not include framework/data/batch_loader.h',
                    experiments__a__a_cpp='#include "framework/data/batch_loader.h"\n'
                                          '#include "framework/data/batch.h"\n')
        self.expect('includes', 'framework/data may not include framework/model/',
                    framework__data__x_cpp='#include "framework/model/family.h"\n'
                                           '#include "framework/config/config_node.h"\n'
                                           '#include "framework/data/storage/hdf5.h"\n')
        self.expect('includes', 'framework/data/storage may not include framework/config/',
                    framework__data__storage__x_cpp='#include "framework/config/config_node.h"\n')
        self.expect('includes', 'framework/newcomer may not include framework/core/',
                    framework__newcomer__x_cpp='#include "framework/core/error.h"\n')
        self.expect('includes', 'launch/job may not include launch/commands/',
                    launch__job__x_cpp='#include "launch/commands/x.h"\n'
                                       '#include "framework/runs/run_paths.h"\n')
        self.expect('includes', 'experiments may not include framework/optimization/schedule',
                    experiments__x__x_cpp='#include "framework/optimization/schedule.h"\n'
                                          '#include "framework/optimization/learner_options.h"\n')
        self.expect('includes', 'tests/framework/core may not include framework/config/',
                    tests__framework__core__x_test_cpp='#include "framework/core/error.h"\n'
                                                       '#include "framework/config/config_node.h"\n'
                                                       '#include "tests/framework/core/y.h"\n'
                                                       '#include "tests/support/damage.h"\n')
        self.expect('includes', 'framework/core may not include framework/nn/',
                    framework__core__x_cpp='#include <framework/nn/blocks.h>\n')
        self.expect('includes', 'not named from the root', launch__x_cpp='#include "x.h"\n')
        self.expect('includes', 'torch/torch.h is all of LibTorch',
                    framework__nn__layers__x_cpp='#include <torch/torch.h>\n')
        self.assertEqual(problems('includes', framework__training__x_cpp='''
#include "framework/model/family.h"
#include "framework/data/storage/hdf5.h"
#include <vector>
'''), [])

    def test_an_edge_that_nothing_needs_is_named(self):
        found = problems('edges', framework__runs__x_cpp='#include "framework/core/error.h"\n')
        self.assertIn('edges.py: framework/checkpoint includes nothing of framework/runs', found)
        found = problems('edges', framework__checkpoint__x_cpp='#include "framework/runs/x.h"\n')
        self.assertNotIn('edges.py: framework/checkpoint includes nothing of framework/runs', found)

    def test_the_table_of_edges_goes_downwards(self):
        below = {folder: set(others) & set(MAY_INCLUDE) for folder, others in MAY_INCLUDE.items()}
        while below:
            lowest = {folder for folder, others in below.items() if not others & set(below)}
            self.assertTrue(lowest, f'in a circle: {sorted(below)}')
            below = {folder: others for folder, others in below.items() if folder not in lowest}

    def test_torch_stays_out_of_what_starts_at_once(self):
        found = problems('includes', framework__training__x_h='#include <ATen/ATen.h>\n',
                         framework__sweep__x_h='#include <ATen/ATen.h>\n',
                         launch__x_cpp='#include "framework/training/x.h"\n',
                         launch__worker__x_cpp='#include "framework/training/x.h"\n')
        self.assertEqual(found, ['framework/sweep/x.h: framework/sweep knows nothing of LibTorch',
                                 'launch/x.cpp: launch knows nothing of LibTorch',
                                 'launch/x.cpp:1: launch may not include framework/training/x.h'])

    def test_model_words(self):
        self.expect('model_words', '"GAN"', framework__core__x_h='// for a GAN\n')
        self.expect('model_words', '"critic"', framework__core__x_h='int critic_steps;\n')
        self.assertEqual(problems('model_words', framework__core__x_h='elegant critical\n',
                                  framework__nn__x_h='critic\n', experiments__gan__x_cpp='gan\n',
                                  framework__model__losses__x_h='gan\n'), [])

    def test_run_paths(self):
        for text in ('read(run / "logs")', 'open("metrics.jsonl")', '"step-" + digits', '"checkpoints"',
                     'f("samples/x.png")', 'directory / "job.sbatch"', 'run / "requeues.txt"',
                     'logs + "/slurm-%j.log"', '"sample-" + name', 'run + ".unfinished"',
                     'f("sweep.yaml")', '"journal.log"', 'log(job + "launcher.log")', 'f(".owner")',
                     'open("events.out.tfevents")', '"behind-" + step', '"translated-" + step',
                     '"trial-" + number', '"seed-" + number', 'sweep / "configs"', 'sweep / "trials"',
                     'sweep / "artifacts"', 'sweep / "workers"', 'workers / "decisions"',
                     'run / "lock"'):
            self.expect('run_paths', 'is a path of a run', launch__x_cpp=text,
                        framework__runs__x_cpp=text, tests__launch__x_test_cpp=text,
                        framework__sweep__sweep_paths_cpp=text)
        self.assertEqual(problems('run_paths', launch__x_cpp='// metrics.jsonl\nsection("samples");'
                                  'say("as in metrics.jsonl"); rate("%f samples/s");'), [])

    def test_command_line(self):
        self.expect('command_line', '--ranks is', framework__core__x_cpp='advise("Pass --ranks 2.");',
                    launch__x_cpp='advise("Pass --ranks 2.");')
        self.expect('command_line', 'framework/core/x.cpp:1: tandem pack is',
                    framework__core__x_cpp='advise("Make it by `tandem "\n"pack`.");',
                    launch__commands__pack_cpp='advise("Make it by `tandem pack`.");')
        self.assertEqual(problems('command_line', framework__core__x_cpp='advise("srun --mpi=pmix");'
                                  ' // --ranks\n"-----BEGIN" + "tandem packed it"',
                                  launch__commands__pack_cpp=''), [])

    def test_capabilities(self):
        self.expect('capabilities', 'dynamic_cast', launch__x_cpp='dynamic_cast<A*>(b);',
                    framework__model__capabilities_h='dynamic_cast<A*>(b);')

    def test_prose(self):
        self.expect('prose', 'goes stale', framework__core__x_h='// Reads. Called ' + 'by launch.\n')
        self.expect('prose', 'grey', framework__core__x_h='int g' + 'ray = 1;\n')
        for command in ('`tandem train x.yaml --ranks 2 --run x`', 'build/tandem resume x --ranks 16'):
            self.expect('prose', 'several GPUs', launch__X_md=f'{command}\n')
        self.expect('prose', 'several GPUs',
                    launch__quickstart_sh='"$tandem" train \\\n  --ranks 2 --run x\n')
        self.assertEqual(problems('prose', framework__core__x_h='',
                                  launch__X_md='tandem train x.yaml device=cpu --ranks 2\n'
                                  '`tandem resume x --hosts a:2 --ranks 2` `tandem audit x --ranks 1`\n'
                                  'tandem train x.yaml\nwith `--ranks 2`\n'), [])
        self.assertEqual(problems('prose', framework__core__x_h='// It is used by ranks.\n'
                                  'PNG_COLOR_TYPE_GRAY;'), [])

    def test_names(self):
        self.expect('names', 'command(const A&) is also defined at launch/x.cpp:1',
                    launch__x_cpp='int command(const A& a) { return 1; }',
                    launch__y_cpp='namespace t {\nint command(const A& b = {}) { return 2; }\n}')
        self.assertEqual(problems('names', launch__x_cpp='int f() { return 1; }',
                                  launch__y_cpp='namespace {\nint f() { return 2; }\n}\n'
                                  'int X::f() { return 3; }\nint f(int a) { return 1; }'
                                  'class Y {\n int f() { return 3; }\n};',
                                  tests__launch__x_test_cpp='int f() { return 1; }'), [])

    def test_types(self):
        self.expect('types', 'tandem::A is also defined at framework/core/x.h:2',
                    framework__core__x_h='namespace tandem {\nstruct A {\n};\n}',
                    launch__y_h='namespace tandem {\nclass A final : public B {\n};\n}')
        self.assertEqual(problems('types',
                                  framework__core__x_h='namespace tandem {\nclass A {\n};\nclass B;\n}',
                                  framework__core__x_cpp='namespace tandem {\nstruct A::Members {};\n}',
                                  launch__y_cpp='namespace tandem {\nnamespace {\nstruct A {};\n}\n}',
                                  tests__b_h='namespace tandem::testing_support {\nclass B {};\n}'), [])

    def test_helpers(self):
        for text in ('int a() { return 1; }', 'constexpr int kB = 1;', 'struct C { int a; };'):
            self.expect('helpers', 'is also the name of something in launch/x.cpp',
                        launch__x_cpp='namespace {\n' + text + '\n}',
                        launch__y_cpp='namespace {\n' + text + '\n}')
        self.expect('helpers', 'kB is also', framework__model__x_cpp='namespace {\nconst kB = 1;\n}',
                    framework__model__losses__y_cpp='namespace {\nconst kB = 1;\n}')
        self.assertEqual(problems('helpers', launch__x_cpp='namespace {\nint a() { return 1; }\n}',
                                  launch__job__y_cpp='namespace {\nint a() { return 1; }\n}',
                                  launch__y_cpp='namespace {\nstruct B {\n int a() { return 1; }\n'
                                  '};\n}'), [])

    def test_comments(self):
        self.expect('comments', '0 of 100 lines', framework__core__x_cpp='f();\n' * 100)
        self.expect('comments', '50 of 100 lines', framework__core__x_cpp='f();\n// g\n' * 50)
        self.assertEqual(problems('comments', framework__core__x_cpp='f();\n' * 95 + '// g\n' * 5), [])

    def test_sizes(self):
        body = 'int f() {\n' + 'g();\n' * 59 + '}\n'
        self.expect('sizes', 'f has 61 lines', framework__core__x_cpp=body)
        self.expect('sizes', '6 parameters',
                    framework__core__x_cpp='int f(int a, int b, int c, int d, int e, int g) {}\n')
        self.expect('sizes', '401 lines', framework__core__x_h='\n' * 401)
        self.expect('sizes', '101 columns', framework__core__x_h='/' * 101 + '\n')

    def test_language(self):
        self.expect('language', '#ifdef', framework__core__x_cpp='#ifdef A\n')
        self.expect('language', '#define', framework__distributed__x_cpp='#define A 1\n')
        self.expect('language', '#if', framework__distributed__x_cpp='#if A\n')
        self.expect('language', 'friend', framework__core__x_h='friend class A;\n')
        self.expect('language', 'third level', framework__core__x_h='struct A : std::b {};\n'
                    'struct B : A {};\nclass C final : public B {};\n')
        self.assertEqual(problems('language', framework__core__x_h='// #if a friend\n'), [])

    def test_forbidden_words(self):
        for text in ('torch::' + 'save(x);', '// TO' + 'DO', 'open("/home' + '/me")',
                     'import ' + 'pickle'):
            self.expect('forbidden_words', 'is', framework__core__x_cpp=text)

    def test_headers(self):
        self.expect('headers', 'not one #pragma once', framework__core__x_h='// What it is for.\n')
        self.expect('headers', 'no comment', framework__core__x_h='#pragma once\n')
        self.expect('headers', 'first', framework__core__x_h='// For y.\n#pragma once\n',
                    framework__core__x_cpp='#include <vector>\n#include "framework/core/x.h"\n')

    def test_tests_mirror(self):
        self.expect('tests_mirror', 'asserts nothing', tests__framework__core__x_test_cpp='f();',
                    framework__core__x_h='')
        self.expect('tests_mirror', 'nothing of this name',
                    tests__framework__core__y_test_cpp='EXPECT_EQ(1, f());',
                    framework__core__x_h='')
        self.expect('tests_mirror', 'no tests/framework/core/x_test.cpp',
                    framework__core__x_cpp='', framework__core__x_h='')
        self.assertEqual(problems('tests_mirror', framework__core__x_cpp='', framework__core__x_h='',
                                  tests__framework__core__x_test_cpp='EXPECT_EQ(1, f());',
                                  experiments__gan__gan_cpp='',
                                  tests__experiments__gan_test_cpp='ASSERT_EQ(1, f());'), [])

    def test_tests_mirror_sources_that_only_a_table_names(self):
        self.expect('tests_mirror', 'no tests/framework/metrics/definitions/x_test.cpp',
                    framework__metrics__definitions__x_cpp='', framework__metrics__x_h='',
                    tests__framework__metrics__x_test_cpp='EXPECT_EQ(1, f());')
        self.expect('tests_mirror', 'no tests/experiments/gan_test.cpp',
                    experiments__gan__gan_cpp='')
        self.assertEqual(problems('tests_mirror', framework__metrics__definitions__x_cpp='',
                                  tests__framework__metrics__definitions__x_test_cpp='EXPECT_EQ(1, f());',
                                  tests__support__x_cpp=''), [])

    def test_tests_mirror_reads_the_list_of_other_tests(self):
        listed = {name: 'tests/launch/y_test.cpp' for name in ('launch/x', 'launch/y', 'launch')}
        files = [File('launch/x.cpp', ''), File('launch/y.cpp', ''),
                 File('tests/launch/y_test.cpp', 'EXPECT_EQ(1, f());'),
                 File('tests/structure/mirror.py', '')]
        with unittest.mock.patch.dict(COVERED_BY, listed, clear=True):
            self.assertEqual(list(RULES['tests_mirror'](files)),
                             ['mirror.py: launch/y needs no entry',
                              'mirror.py: launch needs no entry'])
            COVERED_BY['launch/x'] = 'tests/launch/z_test.cpp'
            self.assertIn('mirror.py: launch/x: there is no tests/launch/z_test.cpp',
                          list(RULES['tests_mirror'](files)))


if __name__ == '__main__':
    unittest.main()
