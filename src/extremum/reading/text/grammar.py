"""The grammar of the text language, and its reader: text to syntax trees."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ParseError
from extremum.reading.limits import a_text, short_enough
from extremum.reading.several import expanded
from extremum.reading.source import Source, Tree
from extremum.reading.text.mistakes import explain, refuse_two_meanings

if TYPE_CHECKING:
    from lark import Lark, Token

GRAMMAR = r"""
expression: sum

definition: left EQUALS sum
?left: NAME -> name | NAME "[" sum "]" -> member

statement: sum (RELATION sum)* | sum IS NAME+

declaration: NAME shape? range? facts?
shape: "[" "]" | "[" sum ("," sum)* "]"
range: FOR NAME IN sum ".." sum ("," NAME IN sum ".." sum)?
facts: COLON NAME ("," NAME)*
implicit: NAME shape? COLON (word ",")* sum RELATION sum
word: NAME

?sum: chain ((PLUS | MINUS) chain)*
?chain: signed ((TIMES | MATMUL | HADAMARD | QUOTIENT | DIVIDE) signed)*
?signed: power | (PLUS | MINUS) signed -> sign
?power: postfix ((POWER | DOTPOWER) exponent)*
?exponent: postfix | (PLUS | MINUS) exponent -> sign
?postfix: atom | postfix (PRIME | DOT_T) -> transpose | postfix "[" place ("," place)* "]" -> entry
?atom: NUMBER -> number
     | NAME -> name
     | "(" sum ")" -> group
     | NAME "(" arguments ")" -> call
     | DERIVATIVE "(" arguments ")" -> derivative
     | NAME "[" place ("," place)* "]" -> member
     | "[" row (";" row)* "]" -> block
?place: sum | COLON -> slice | sum COLON sum -> slice
arguments: (argument ("," argument)*)?
?argument: sum | sum (COMPARISON | RELATION) sum -> condition
row: sum ("," sum)*

COLON: ":"
PLUS: "+"
MINUS: "-"
TIMES: "*"
MATMUL: "@"
HADAMARD: ".*"
QUOTIENT: "./"
DIVIDE: "/"
POWER: "^"
DOTPOWER: ".^"
EQUALS: "="
RELATION: "==" | ">=" | "<=" | ">>" | "<<"
COMPARISON: "!=" | "<" | ">"
PRIME: "'"
DOT_T.2: /\.T(?!\w)/
FOR.2: /for(?!\w)/
IN.2: /in(?!\w)/
IS.2: /is(?!\w)/
DERIVATIVE.2: /[^\W\d][\w\u0300-\u036f]*'+(?=\s*\()/
NAME: /[^\W\d][\w\u0300-\u036f]*/
NUMBER: /(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?/
%ignore /\s+/
"""


def _rule(kind: str) -> Callable[[_Builder, list[Any]], Tree]:
    return lambda builder, children: _tree(kind, children)


class _Builder:
    """Called by the parser as each rule is recognised; all tokens, brackets included, are among the children."""

    expression, declaration, shape = _rule("expression"), _rule("declaration"), _rule("shape")
    definition, statement = _rule("definition"), _rule("statement")
    implicit, word = _rule("implicit"), _rule("name")
    range, facts, sum, chain, sign = _rule("range"), _rule("facts"), _rule("sum"), _rule("chain"), _rule("signed")
    power, transpose, number, name = _rule("power"), _rule("transpose"), _rule("number"), _rule("name")
    derivative, arguments = _rule("derivative"), _rule("arguments")

    def call(self, children: list[Any]) -> Tree:
        return expanded(_tree("call", children))

    member, block, row = _rule("member"), _rule("block"), _rule("row")
    entry, slice, condition = _rule("entry"), _rule("slice"), _rule("condition")

    def group(self, children: list[Any]) -> Tree:
        opening, inner, closing = children
        return Tree(inner.kind, inner.text, inner.parts, opening.start_pos, closing.end_pos)


def _tree(kind: str, children: list[Any]) -> Tree:
    parts = tuple(child for child in children if isinstance(child, Tree))
    tokens = [child for child in children if not isinstance(child, Tree)]
    if kind == "expression":
        return parts[0]
    if kind in ("range", "facts"):
        parts = tuple(sorted([*parts, *map(_named, tokens)], key=lambda p: p.start))
        parts = tuple(part for part in parts if part.kind != "")
    if kind in ("call", "derivative"):
        parts = parts[0].parts
    if kind in ("call", "derivative", "member", "declaration", "implicit", "name", "number"):
        text = str(tokens[0])
    else:
        text = " ".join(map(str, tokens))
    return Tree(kind, text, parts, _start(children), _end(children))


def _named(token: Token) -> Tree:
    """A name in a declaration as a tree; keywords and punctuation have no kind."""
    kind = "name" if token.type == "NAME" else ""
    return Tree(kind, str(token), (), token.start_pos or 0, token.end_pos or 0)


def _start(children: list[Any]) -> int:
    if not children:
        return 0
    return int(children[0].start if isinstance(children[0], Tree) else children[0].start_pos)


def _end(children: list[Any]) -> int:
    if not children:
        return 0
    return int(children[-1].end if isinstance(children[-1], Tree) else children[-1].end_pos)


@cache
def _lark() -> Lark:
    """The parser, built on first use: importing lark and building the tables takes some 50 ms."""
    from lark import Lark

    return Lark(
        GRAMMAR, parser="lalr", start=list(_WANTED), keep_all_tokens=True,
        transformer=_Builder(), maybe_placeholders=False,
    )  # fmt: skip


_WANTED = {
    "expression": "an expression, such as norm2(A*x - b)^2",
    "declaration": "a declaration, such as A[n,m]",
    "definition": "a definition, such as p = exp(x)",
    "implicit": "an equation that defines a quantity, such as P[n,n]: A'*P*A + Q == P",
    "statement": "an expression or a constraint, such as A*x == b",
}


def normal(text: str) -> str:
    """The text with each character in its composed form, so that names that look alike are alike.

    Raises:
        ParseError: it is no text.
    """
    return unicodedata.normalize("NFC", a_text(text)).replace("\u00b5", "\u03bc")


def read(source: Source, start: str) -> Tree:
    """The syntax tree of an ``expression``, a ``declaration``, a ``definition``, an ``implicit`` one, a ``statement``.

    Raises:
        ParseError: the text does not follow the grammar.
    """
    from lark import UnexpectedInput

    short_enough(source)
    if not source.text.strip():
        raise source.error(f"the text is empty; write {_WANTED[start]}", 0, 0, ParseError)
    refuse_two_meanings(source)
    try:
        return _parsed(source.text, start)
    except UnexpectedInput as error:
        raise explain(source, error, start) from None


@lru_cache(maxsize=256)
def _parsed(text: str, start: str) -> Tree:
    """Made once of a text: of a call its declarations are read for the function and for the variables."""
    tree = _lark().parse(text, start=start)  # the transformer makes it a Tree of ours
    assert isinstance(tree, Tree)
    return tree
