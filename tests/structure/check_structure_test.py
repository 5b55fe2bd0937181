#!/usr/bin/env python3
"""The structure rules find what they are for, and nothing else."""

import unittest

from check_structure import RULES, File
from source_text import code_of, functions_in


def problems(rule, **texts):
    """What a rule says of files; `_` stands for / and the last one for the dot of the name."""
    files = [File(name.replace('__', '/').replace('_h', '.h').replace('_cpp', '.cpp'), text)
             for name, text in texts.items()]
    return list(RULES[rule](files))


class SourceTextTest(unittest.TestCase):
    def test_comments_and_literals_are_blank(self):
        code = code_of('a("x{//"); // b {\n/* c\n{ */ d(\'{\'); e(R"(f{")"); 1\'000;')
        self.assertNotIn('{', code)
        self.assertEqual(code.count('\n'), 2)
        self.assertIn('d(', code)
        self.assertIn("1'000", code)

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
        self.expect('includes', 'framework/data/files may not include framework/config/',
                    framework__data__files__x_cpp='#include "framework/config/config_node.h"\n')
        self.expect('includes', 'framework/core may not include framework/nn/',
                    framework__core__x_cpp='#include <framework/nn/blocks.h>\n')
        self.expect('includes', 'not named from the root', launch__x_cpp='#include "x.h"\n')
        self.expect('includes', 'torch/torch.h is for sources',
                    framework__nn__x_h='#include <torch/torch.h>\n')
        self.assertEqual(problems('includes', framework__training__x_cpp='''
#include "framework/model/family.h"
#include "framework/data/storage/hdf5.h"
#include <vector>
'''), [])

    def test_torch_stays_out_of_what_starts_at_once(self):
        self.expect('includes', 'launch knows nothing of LibTorch',
                    framework__model__x_h='#include <ATen/ATen.h>\n',
                    launch__x_cpp='#include "framework/model/x.h"\n',
                    launch__worker__x_cpp='#include "framework/model/x.h"\n')

    def test_model_words(self):
        self.expect('model_words', '"GAN"', framework__core__x_h='// for a GAN\n')
        self.expect('model_words', '"critic"', framework__core__x_h='int critic_steps;\n')
        self.assertEqual(problems('model_words', framework__core__x_h='elegant critical\n',
                                  framework__nn__x_h='critic\n', experiments__gan__x_cpp='gan\n',
                                  framework__model__losses_h='gan\n'), [])

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
        self.expect('tests_mirror', 'no folder framework/nets',
                    tests__framework__nets__x_test_cpp='EXPECT_EQ(1, f());')


if __name__ == '__main__':
    unittest.main()
