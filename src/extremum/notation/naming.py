"""The names that people give to parts of a formula: the field's first, then letters by shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol, final

from extremum.algebra import forms
from extremum.algebra.dims import Dim, Shape
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.notation.part import Part

_FIELD: dict[str, str] = {
    "inv": "MPQ",
    "pinv": "MPQ",
    "softmax": "pq",
    "sigmoid": "sp",
    "tanh": "yz",
    "exp": "EF",
    "chol": "L",
    "eigvec": "v",
    "eigval": "l",
    "det": "d",
    "sqrt": "s",
    "norm2": "s",
}
"""By function: an inverse is M, a softmax p, a Cholesky factor L."""

GRAM, DIFFERENCE = "SG", "rde"
"""The letters for a Gram matrix, and for a residual."""

_QUOTIENT, _TOTAL = "zu", "PQ"
_SCALARS, _VECTORS, _MATRICES = "tsqcagh", "uvzhacgw", "ABCDFGHKNPQRTUVW"


def of_function(function: str, others: str = "") -> str:
    """The letters for a value of a function; ``others`` where the field has none."""
    return _FIELD.get(function, others)


class Namer(Protocol):
    """Chooses names."""

    def names(self, parts: Sequence[tuple[Part, Sequence[Part]]]) -> list[Form]:
        """The names of parts that come with their operands, in the order of computation."""


@final
@dataclass(slots=True)
class ByField:
    """A Gram matrix is S, a residual r, …; capital letters are matrices; no name is ``taken``."""

    taken: set[str]

    def names(self, parts: Sequence[tuple[Part, Sequence[Part]]]) -> list[Form]:
        """One letter each."""
        return [_indexed(_free(_candidates(part, operands), self.taken), part) for part, operands in parts]


@final
@dataclass(slots=True)
class ByRole:
    """In a network: y the values of its functions, z what they are taken of, e what only its derivatives have.

    forward: what the function is made of; turned: the shapes of the transposes of that.
    """

    taken: set[str]
    forward: Set[Expr]
    turned: set[Shape] = field(init=False)

    def __post_init__(self) -> None:
        self.turned = {node.shape[::-1] for node in self.forward}

    def names(self, parts: Sequence[tuple[Part, Sequence[Part]]]) -> list[Form]:
        """Letters with numbers: those of e fall in the order of computation, as the layers do there."""
        roles = [self._role(part) for part, _ in parts]
        numbers = {role: range(1, often + 1) for role, often in Counter(roles).items()}
        given = {role: iter(reversed(own) if role == "e" else own) for role, own in numbers.items()}
        letter = {role: self._letter(role, own) for role, own in numbers.items()}
        return [
            _indexed(f"{letter[role]}{next(given[role])}", part) for role, (part, _) in zip(roles, parts, strict=True)
        ]

    def _role(self, part: Part) -> str:
        node = part.node
        if node is None or not (node in self.forward or (node.shape in self.turned and node.T in self.forward)):
            return "e"
        return "y" if "function" in node.op.parameters else "z"

    def _letter(self, role: str, numbers: range) -> str:
        while any(f"{role}{k}" in self.taken for k in numbers):
            role += "_"
        return role


def _free(candidates: Iterator[str], taken: set[str]) -> str:
    found = next(letter for letter in candidates if letter not in taken)
    taken.add(found)
    return found


def _indexed(name: str, part: Part) -> Form:
    """A part that is another one for each index is a family: ``r[i]``."""
    indices = (forms.name(f"#{level}") for level in sorted(part.levels, reverse=True))
    return forms.member(forms.name(name), *indices) if part.levels else forms.name(name)


def _candidates(part: Part, operands: Sequence[Part]) -> Iterator[str]:
    """Letters, and when all are taken numbered ones."""
    fitting = _MATRICES if _is_matrix(part) else _SCALARS if part.is_scalar else _VECTORS
    for letter in _usual(part, operands) + fitting:
        yield letter.upper() if _is_matrix(part) else letter.lower()
    yield from (f"{fitting[0]}{k}" for k in count(1))


def _usual(part: Part, operands: Sequence[Part]) -> str:
    """The letters that the field uses for such a part."""
    if part.kind == "let":
        letters = _TOTAL if _is_matrix(part) else _QUOTIENT
        return of_function(operands[0].form.text, letters) if operands[0].kind == "call" else letters
    if part.kind == "call":
        return of_function(part.form.text)
    if part.kind == "word" and len(operands) == 2 and part.symmetric and not part.is_scalar:
        return GRAM
    if part.kind == "sum" and len(operands) == 2 and any(use.negative for use in part.uses) and not part.is_scalar:
        return DIFFERENCE
    return ""


def _is_matrix(part: Part) -> bool:
    return part.shape is not None and Dim.of(1) not in part.shape
