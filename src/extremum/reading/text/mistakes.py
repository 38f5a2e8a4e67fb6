"""What is wrong with a text that does not follow the grammar, and what would fix it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError
from extremum.algebra.facts import INSTEAD
from extremum.operations.elementwise import FUNCTIONS
from extremum.reading.source import Source
from extremum.reading.text.array_names import RENAMED, SAME, TOTALS

if TYPE_CHECKING:
    from lark import UnexpectedInput

FOREIGN = {
    "−": "write - for minus", "–": "write - for minus", "—": "write - for minus", "·": "write * for a product",
    "×": "write * for a product", "⋅": "write * for a product", "∘": "write .* for the entrywise product",
    "⊙": "write .* for the entrywise product", "⊗": "write kron(A, B)", "²": "write ^2", "³": "write ^3",
    "⁻": "write ^-1", "¹": "write ^1", "⊤": "write ' for the transpose", "ᵀ": "write ' for the transpose",
    "’": "write ' for the transpose",
    "‘": "write ' for the transpose", "`": "write ' for the transpose", "√": "write sqrt(x)", "∑": "write sum_i(...)",
    "∏": "write prod_i(...)", "÷": "write / for a quotient", "\\": "write inv(A)*b for A\\b",
    "|": "write abs(x), norm2(x) or det(A)", "‖": "write norm2(x)", "{": "group with parentheses ( )",
    "}": "group with parentheses ( )",
    "=": "give an expression: of f(x) = g the right side g, of an equation g = h the difference g - h",
    "<": "give an expression, not an inequality: step(a - x) is 1 where x < a",
    ">": "give an expression, not an inequality: step(x) is 1 where x > 0, and relu(x) is x there",
    "%": "leave it out; * is the product", "!": "write out the product, as in prod_i(...)",
    '"': "write ' for the transpose", "$": "leave out the dollar signs", "#": "leave it out: there are no comments",
    "&": "separate the entries of a block matrix by , and its rows by ;",
    "∂": "ask for a gradient or a Jacobian instead",
    "≥": "write >=", "≤": "write <=", "⪰": "write >>", "⪯": "write <<", "≽": "write >>", "≼": "write <<",
    "′": "write ' for the transpose", "∞": "there is no infinity; write a number",
}  # fmt: skip
"""Characters of other notations and what to write instead."""

_IN_STATEMENTS = {
    "=": "an equation is written with ==, as in A*x == b",
    "<": "what is strictly less has no least element; write <= for at most, << for matrices",
    ">": "what is strictly greater has no least element; write >= for at least, or declare the variable positive",
}

_SIGNED = re.compile(r"(?<![\w\])'])\[[^][]*[\w')]\s+([-+])(?=[\w(])[^][]*\]")
"""``[a -b]``: two blocks where programs write them with blanks, and a difference otherwise."""

_INFIX = re.compile(r"%[^%\s]{0,5}%")
_INFIXES = {"%*%": "*", "%o%": "x*y'", "%x%": "kron(A, B)"}
"""Operators of R and what to write for them."""

_NAMED_NORM = re.compile(r"\bnorm(\(.*),\s*['\"](\w+)['\"]\)?")
_NORMS = {"fro": "norm2(A)", "nuc": "norm_nuc(A)", "inf": "max(abs(x))", "F": "norm2(A)", "2": "norm2(x)"}
"""Norms that MATLAB, NumPy and R name by a text."""

_CLOSING = {"(": ")", "[": "]"}
_AFTER_OPERAND = {"NAME", "NUMBER", "LPAR", "LSQB", "DERIVATIVE"}


def refuse_two_meanings(source: Source) -> None:
    """An error where a block may be one difference or two blocks, ``[a -b]``.

    Raises:
        ParseError: there is such a block.
    """
    found = _SIGNED.search(source.text)
    if found:
        message = f"write ', {found[1]}' for another block of [A, B], or '{found[1]} ' for one sum"
        raise source.error(message, found.start(1), found.end(1), ParseError)


def explain(source: Source, error: UnexpectedInput, start: str) -> ParseError:
    """The error for a place where reading stopped."""
    text = source.text
    token = getattr(error, "token", None)
    at = len(text.rstrip()) if token is not None and token.type == "$END" else error.pos_in_stream or 0
    end = at + max(1, len(token) if token is not None else 1)
    found = text[at:end]
    unbalanced = _brackets(text)
    if at >= len(text.rstrip()):
        if unbalanced is not None and text[unbalanced] in _CLOSING:
            message = f"this {text[unbalanced]} is never closed; add {_CLOSING[text[unbalanced]]}"
            return source.error(message, unbalanced, unbalanced + 1, ParseError)
        return source.error(_at_end(text, start), at, at + 1, ParseError)
    message = _message(source, found, at, token.type if token is not None else "", start)
    if found in _CLOSING.values() and unbalanced == at:
        message = f"this {found} has no opening bracket; remove it or add one before"
    return source.error(message, at, end, ParseError)


def _at_end(text: str, start: str) -> str:
    last = text.rstrip()[-1:]
    if start == "declaration":
        return f"the declaration ends after {last!r}; complete it, as in X[n,m], x[d] for i in 1..N, S[d,d]: symmetric"
    return f"the text ends after {last!r}, where an operand was expected; add a variable, a number or an expression"


def _message(source: Source, found: str, at: int, kind: str, start: str) -> str:
    text = source.text
    before = text[:at].rstrip()
    if start == "definition" and (found == "=" or "=" not in before):
        return "a definition is written p = exp(x), or p[i] = exp(x[i]): a name, one =, and an expression"
    if start == "statement" and found in _IN_STATEMENTS:
        return _IN_STATEMENTS[found]
    programmed = _of_programs(text, found, at)
    if programmed:
        return programmed
    if found[:1] in FOREIGN:
        return f"{found[0]!r} is not part of the language; {FOREIGN[found[0]]}"
    if not kind:
        return _character(text, found, at)
    if start == "declaration":
        word = before.split(" ")[-1].rpartition(":")[2]
        if word in INSTEAD:
            return f"{word!r} is no assumption: {INSTEAD[word]}"
        return (
            f"unexpected {found!r} in a declaration; write it as X[n,m], x[d] for i in 1..N, or S[d,d]: symmetric, "
            "and separate declarations by a newline or ;"
        )
    if _ends_operand(before) and kind in _AFTER_OPERAND:
        return _juxtaposed(text, found, at)
    if found == ":":
        return "unexpected ':'; assumptions belong into the declarations, as in S[d,d]: symmetric"
    if found == "*" and before.endswith("*"):
        return "** is not part of the language; write ^ for a power"
    if found in ",;":
        return f"unexpected {found!r}: {_comma(text, found, at)}"
    if found in ")]":
        return f"unexpected {found!r} where an operand was expected; add one before it, or remove what precedes it"
    return f"unexpected {found!r} where an operand was expected; write a variable, a number or ( ) there"


def _of_programs(text: str, found: str, at: int) -> str:
    """For an operator of R, and a norm that is named by a text; empty for others."""
    infix = _INFIX.match(text, at)
    if infix is not None:
        instead = f"write {_INFIXES[infix[0]]} for it" if infix[0] in _INFIXES else "write a function in its place"
        return f"{infix[0]} is not part of the language; {instead}"
    norm = _NAMED_NORM.search(text[: at + 12]) if found in ("'", '"') else None
    if norm is not None:
        return f"a norm is named by its function; write {_NORMS.get(norm[2], 'norm2(x)')} for {norm[0]}"
    return ""


def _character(text: str, found: str, at: int) -> str:
    """For a character that no token begins with."""
    if found == ".":
        library = _LIBRARY.search(text[:at])
        if library is not None:
            return _of_library(library[0], text[at + 1 :])
        word = "".join(char for char in text[at + 1 :].split("(")[0] if char.isalnum() or char == "_")
        if word[:1].isalpha():
            return f"there are no attributes but .T; write {word}(...) as a function"
        return "unexpected '.'; write .* ./ .^ for entrywise operations, and 2.0 or 2 for a number"
    return f"unexpected character {found!r}; use letters, digits, the operators + - * @ / ^ .* ./ .^ ' and brackets"


_LIBRARY = re.compile(r"\b(np|numpy|jnp|torch|tf|scipy|sp|math|F|nn)$")
_FOREIGN_FUNCTIONS = {
    "norm": "norm2(x)", "dot": "x'*y of vectors, A*x of a matrix", "inner": "x'*y", "outer": "x*y'", "matmul": "A*B",
    "multiply": "A.*B", "divide": "A./B", "maximum": "max(0, x)", "minimum": "min(0, x)", "square": "x.^2",
    "power": "x.^p", "transpose": "A'", "solve": "inv(A)*b", "slogdet": "logdet(A)", "reduce_sum": "sum(A)",
    "reduce_mean": "mean(A)", "pi": "pi", "eye": "eye(n)", "ones": "ones(n) or ones(n, m)",
    "zeros": "zeros(n) or zeros(n, m)", "trace": "trace(...)",
    "diag": "diag(x), diagonal(A)", "arctan": "arctan(x)",
    "heaviside": "step(x)", "where": "step(x)", "ones_like": "ones(n) or ones(n, m)",
    "zeros_like": "zeros(n) or zeros(n, m)",
    "full": "c*ones(n)", "einsum": "tr(...), A*B, A.*B or sum_i(...)", "cholesky": "chol(A)",
    "concatenate": "[A, B] or [A; B]", "vstack": "[A; B]", "hstack": "[A, B]", "clip": "max(a, min(b, x))",
}  # fmt: skip
"""Functions of libraries that have another name here, as they are written."""


def _of_library(library: str, rest: str) -> str:
    """``np.linalg.norm(x)``."""
    path = re.match(r"[\w.]*", rest)
    entrywise = "; * and ** of arrays are .* and .^ here"
    return no_form(f"{library}.{path[0] if path else ''}") + entrywise


def no_form(code: str) -> str:
    """What is said of a function of a library, with what there is in its place, if there is anything."""
    name = code.rpartition(".")[2]
    own = RENAMED.get(name, name)
    known = _FOREIGN_FUNCTIONS.get(name) or (f"{own}(...)" if own in {*FUNCTIONS, *SAME, *TOTALS} else "")
    instead = f"write {known}" if known else "there is no such function here; docs/reference.md lists others"
    return f"{code} is not part of the language; {instead}"


def _ends_operand(before: str) -> bool:
    return bool(before) and (before[-1].isalnum() or before[-1] in "_)]'")


def _juxtaposed(text: str, found: str, at: int) -> str:
    opened = _innermost(text[:at])
    separate = ", or a comma between the blocks of [A, B]" if opened == "[" else ""
    return f"an operator is missing before {found!r}; a product is written with *{separate}"


def _comma(text: str, found: str, at: int) -> str:
    opened = _innermost(text[:at])
    if opened is None:
        return "it separates arguments f(a, b) or blocks [A, B; C, D]; give one expression"
    if opened == "(":
        return "between the arguments of a function write one comma, and an operand on each side"
    return "write a block on each side, as in [A, B; C, D]"


def _innermost(text: str) -> str | None:
    """The bracket that is open at the end of the text."""
    stack: list[str] = []
    for char in text:
        if char in "([":
            stack.append(char)
        elif char in ")]" and stack:
            stack.pop()
    return stack[-1] if stack else None


def _brackets(text: str) -> int | None:
    """The place of a bracket without a partner: a closing one, otherwise the innermost open one."""
    stack: list[int] = []
    for at, char in enumerate(text):
        if char in "([":
            stack.append(at)
        elif char in ")]":
            if not stack or _CLOSING[text[stack[-1]]] != char:
                return at
            stack.pop()
    return stack[-1] if stack else None
