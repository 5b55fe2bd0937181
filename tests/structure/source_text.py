"""C++ text as the structure rules see it: comments and literals blanked, functions found."""

import re
from typing import NamedTuple

_TOKENS = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<raw>R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)")'
    r'|(?P<text>"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\')',
    re.DOTALL)


def _blank(text):
    """As long, with the same lines, and nothing in it."""
    return re.sub(r'[^\n]', ' ', text)


def code_of(text):
    """The text with comments blanked and literals empty; every position stays where it was."""
    def replace(match):
        token = match.group(0)
        if match.group('comment'):
            return _blank(token)
        return token[0] + _blank(token[1:-1]) + token[-1]
    return _TOKENS.sub(replace, text)


def comments_of(text):
    """(position, text) of each comment."""
    for match in _TOKENS.finditer(text):
        if match.group('comment'):
            yield match.start(), match.group(0)


def literals_of(text):
    """(position, characters) of each string literal, escapes as they are written."""
    for match in _TOKENS.finditer(text):
        token = match.group(0)
        if match.group('raw'):
            yield match.start(), token[token.index('(') + 1:token.rindex(')')]
        elif match.group('text') and token[0] == '"':
            yield match.start(), token[1:-1]


class Function(NamedTuple):
    name: str
    line: int
    num_lines: int
    num_parameters: int
    position: int = 0
    header: str = ''


_OPERATOR = re.compile(r'\boperator\s*(?:\(\)|\[\]|[^\w\s(]+)')
_SCOPE = re.compile(r'^(?:inline\s+)?(?:namespace|class|struct|union|enum|extern)\b')
_NO_FUNCTION = {'alignas', 'decltype', 'noexcept', 'requires', 'explicit', '__attribute__', 'if',
                'for', 'while', 'switch', 'catch', 'return', 'sizeof', 'static_assert'}
_OPENING, _CLOSING = '([{<', ')]}>'


def _groups(header):
    """(name before it, inside) of each parenthesised group that is in no other bracket."""
    depth, start, found = 0, 0, []
    text = header.replace('->', '  ')
    for position, sign in enumerate(text):
        if sign in _OPENING:
            if depth == 0:
                start = position
            depth += 1
        elif sign in _CLOSING and depth > 0:
            depth -= 1
            if depth == 0 and sign == ')':
                name = re.search(r'([\w:~]+)\s*$', text[:start])
                found.append((name.group(1) if name else '', text[start + 1:position]))
    return found


def signature_of(header):
    """(name, number of parameters) of a function's header; none where it is no function."""
    for name, inside in _groups(header):
        if not name or name.split('::')[-1] in _NO_FUNCTION:
            continue
        depth, count = 0, 1 if inside.strip() not in ('', 'void') else 0
        for sign in inside.replace('->', '  '):
            depth += (sign in _OPENING) - (sign in _CLOSING)
            count += sign == ',' and depth == 0
        return name, count
    return None


def _end_of(code, opening):
    """Position of the brace that closes the one at `opening`."""
    depth = 0
    for position in range(opening, len(code)):
        depth += (code[position] == '{') - (code[position] == '}')
        if depth == 0:
            return position
    return len(code) - 1


def _is_function(header):
    text = re.sub(r'^template\s*<.*?>\s*(?=\w)', '', header, flags=re.DOTALL)
    if _SCOPE.match(text) and not re.match(r'^(?:struct|class|enum)\b[^:{]*\(', text):
        return False
    if '=' in re.sub(r'\(.*\)', '', text, flags=re.DOTALL):
        return False
    return signature_of(header) is not None and not re.search(r'[\w>]\s*$', re.sub(
        r'\)\s*(?:const|noexcept|override|final|mutable|&|->[^(){}]*|\s)+$', ')', header))


def unnamed_namespaces(code):
    """(start, end) of what stands between the braces of each namespace without a name."""
    for match in re.finditer(r'\bnamespace\s*\{', code):
        yield match.end(), _end_of(code, match.end() - 1)


def without_blocks(code):
    """The code with what stands in braces blanked, at the same positions."""
    depth, flat = 0, []
    for sign in code:
        depth -= sign == '}'
        flat.append(sign if depth <= 0 or sign == '\n' else ' ')
        depth += sign == '{'
    return ''.join(flat)


def functions_in(code):
    """Every function that has a body, those inside functions (lambdas) excepted."""
    code = re.sub(r'^[ \t]*#.*(?:\\\n.*)*', lambda match: _blank(match.group(0)), code,
                  flags=re.MULTILINE)
    found, start, position = [], 0, 0
    while position < len(code):
        sign = code[position]
        header = _OPERATOR.sub('operator_', code[start:position].strip())
        if sign == '{' and _is_function(header):
            end = _end_of(code, position)
            first = start + len(code[start:position]) - len(code[start:position].lstrip())
            name, num_parameters = signature_of(header)
            found.append(Function(name, code.count('\n', 0, first) + 1,
                                  code.count('\n', first, end) + 1, num_parameters, first, header))
            start = position = end + 1
            continue
        elif sign == '{' and not _SCOPE.match(re.sub(r'^template\s*<.*?>\s*(?=\w)', '', header,
                                                     flags=re.DOTALL)):
            position = _end_of(code, position) + 1  # an initialiser: the header goes on behind it
            continue
        elif sign in '{};' or (sign == ':' and re.search(r'\b(public|private|protected)$', header)):
            start = position + 1
        position += 1
    return found
