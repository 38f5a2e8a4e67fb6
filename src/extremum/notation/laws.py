"""Laws in sentences, as ``d(UV) = (dU) V + U dV``: they are no formulas of the language, and are set sign by sign."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import escape

from extremum.algebra import forms
from extremum.notation.mathml import inner_mathml
from extremum.notation.symbols import GREEK, GREEK_NAMES
from extremum.operations.elementwise import FUNCTIONS

_TOKEN = re.compile(r"[^\W\d_]+(?:_\w)?|\d+|==|[⁻⁺¹²³⁰ᵀ]+|\s+|.", re.DOTALL)
_FUNCTIONS = {*FUNCTIONS, "softmax", "logsumexp", "tr", "vec", "diag", "inv", "det", "adj", "vech", "kron", "chol"}
_BIG = {"sum": "∑", "prod": "∏"}
_SIGNS = frozenset("=+-−*/^'()[]∘⊗⊙·×Σ∂‖|≤≥<>⁻⁺¹²³⁰ᵀ∇")
_SAYING = frozenset("=+*/^'∘⊗⊙Σ∂‖⁻⁺¹²³ᵀ∇")
"""What no sentence has but in a law."""


def laws_html(sentence: str, names: Collection[str] = ()) -> str:
    """A sentence as HTML, with the laws in it in MathML; ``names`` are those of its symbols.

    >>> print(laws_html("a number is its own transpose: x'y = y'x"))  # doctest: +ELLIPSIS
    a number is its own transpose: <math...><msup><mi>x</mi><mo>⊤</mo></msup><mi>y</mi><mo>=</mo>...</math>
    """
    return "".join(_set(run, names) if law else escape("".join(run)) for run, law in _runs(sentence, names))


def _runs(sentence: str, names: Collection[str]) -> Iterator[tuple[list[str], bool]]:
    """The longest runs of signs, letters and names with a sign in them, and the words between them."""
    run: list[str] = []
    for token in [*_TOKEN.findall(sentence), ""]:
        if token and (token.isspace() or _is_sign(token, names)):
            run.append(token)
            continue
        yield from _split(run)
        run = []
        if token:
            yield [token], False


def _split(run: list[str]) -> Iterator[tuple[list[str], bool]]:
    """A run without the spaces around it; words where nothing in it says that it is a law."""
    first = next((k for k, token in enumerate(run) if not token.isspace()), len(run))
    last = next((k for k in range(len(run), first, -1) if not run[k - 1].isspace()), first)
    last -= len(run[first:last]) - _balanced(run[first:last])
    core = run[first:last]
    law = any(_SAYING & set(token) for token in core) and any(token[0].isalpha() for token in core)
    yield run[:first], False
    yield core, law and core.count("(") == core.count(")") and core.count("[") == core.count("]")
    yield run[last:], False


def _balanced(run: list[str]) -> int:
    """How many tokens come before a bracket that is not closed among them, such as that of a source."""
    opened = []
    for k, token in enumerate(run):
        if token in "([":
            opened.append(k)
        elif token in ")]" and opened:
            opened.pop()
    last = opened[0] if opened else len(run)
    while last and run[last - 1].isspace():
        last -= 1
    return last


def _is_sign(token: str, names: Collection[str]) -> bool:
    if token[0].isalpha():
        letter = token.partition("_")[0]
        if letter in _BIG or (letter.isupper() and len(letter) <= 3):
            return True
        return len(letter) < 2 + letter.startswith("d") or letter in _FUNCTIONS or letter in GREEK or token in names
    return token.isdigit() or set(token) <= _SIGNS


def _set(run: list[str], names: Collection[str]) -> str:
    """A law in MathML: transposes and exponents stand above what is before them."""
    done: list[str] = []
    opened: list[tuple[int, bool]] = []
    raised = False
    for token in run:
        if token.isspace() or token == "^":
            raised = raised or token == "^"
            continue
        if token in "([":
            opened.append((len(done), raised))
            raised = False
        if token == "'" and done:
            mark = "′" if done[-1] in {f"<mi>{name}</mi>" for name in _FUNCTIONS if len(name) > 1} else "⊤"
            done[-1] = f"<msup>{done[-1]}<mo>{mark}</mo></msup>"
        elif raised and done:
            done[-1] = f"<msup>{done[-1]}{_spelled(token, names)}</msup>"
            raised = False
        else:
            done.append(_spelled(token, names))
        if token in ")]" and opened:
            start, above = opened.pop()
            done[start:] = [f"<mrow>{''.join(done[start:])}</mrow>"]
            if above and start:
                done[start - 1 :] = [f"<msup>{done[start - 1]}{done[start]}</msup>"]
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{"".join(done)}</mrow></math>'


def _spelled(token: str, names: Collection[str]) -> str:
    letter, _, below = token.partition("_")
    if letter in _BIG:
        return f"<munder><mo>{_BIG[letter]}</mo><mi>{below}</mi></munder>" if below else f"<mi>{letter}</mi>"
    if token in names or token in GREEK or token in GREEK_NAMES or "_" in token:
        return inner_mathml(forms.name(token))
    if token.isupper() and len(token) > 1:
        return "".join(f"<mi>{letter}</mi>" for letter in token)
    if token[0].isalpha():
        if len(token) == 2 and token[0] == "d":
            return f"<mrow><mo>d</mo><mi>{token[1]}</mi></mrow>"
        return f"<mi>{token}</mi>"
    return f"<mn>{token}</mn>" if token.isdigit() else f"<mo>{escape(token.replace('==', '='))}</mo>"
