"""One equation between numbers in the place of one between arrays, where each entry, or each eigenvalue, has its own.

``c./p = nu*ones(n)`` says ``c_j/p_j = nu`` for each j; ``t*logm(X) = nu*eye(n) - H`` says ``t log λ = nu - h`` for the
eigenvalues λ of X and h of H, which commute. The number is solved for, and its value is the array's, entry by entry.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as changed
from fractions import Fraction
from typing import ClassVar, Self, final

from extremum.algebra.facts import reason
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.powers import pairs
from extremum.operations.spectral import spectral
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.solving.steps import Need
from extremum.solving.unwrap import root_of
from extremum.structures.combine import by_eigenvalues

_OF_EIGENVALUES = by_eigenvalues()
_OF_ENTRIES = {fact: fact for fact in _OF_EIGENVALUES}


def _applied(name: str) -> Callable[[Expr], Expr]:
    return lambda number: c.apply(name, number)


_SPECTRAL: dict[str, Callable[[Expr], Expr]] = {
    "expm": _applied("exp"), "logm": _applied("log"), "sqrtm": lambda number: c.power(number, Fraction(1, 2)),
}  # fmt: skip
"""Functions of symmetric matrices, and those of their eigenvalues."""
_LIFTED = {"exp": "expm", "log": "logm"}
"""The other way round, where the function of a number is one of the table."""


class NotNumberByNumberError(Exception):
    """An array is no function of numbers, one at a time."""


def number_like(array: Expr, facts: dict[str, str]) -> Expr:
    """A number that stands for an array, with what is known of each of its entries or eigenvalues."""
    known = tuple(fact for fact, of in facts.items() if reason(array, of))
    return c.build("symbol", (), (unreachable(f"of {array}"), *c.number(0).shape, known[:1]))


@dataclass(slots=True)
class Numbers(ABC):
    """Numbers that stand for arrays of one shape. arrays: what each stands for; each: how they are taken."""

    unknown: Expr
    number: Expr
    arrays: dict[Expr, Expr] = field(default_factory=dict)
    each: ClassVar[str]
    facts: ClassVar[dict[str, str]]

    @classmethod
    def of(cls, unknown: Expr) -> Self:
        """The number that stands for the unknown."""
        number = number_like(unknown, cls.facts)
        return cls(unknown, number, {number: unknown})

    @abstractmethod
    def lower(self, node: Expr) -> Expr:
        """The number that stands for an array.

        Raises:
            NotNumberByNumberError: none does, for it hangs together with others.
        """

    def lift(self, node: Expr) -> Expr:
        """The array that a number stands for; scalars of the data stay what they are."""
        if node in self.arrays:
            return self.arrays[node]
        if not contains(node, self.arrays):
            return node
        if node.op is SUM:
            return c.combine([(q, self.whole(term)) for q, term in terms_of(node)])
        return self.powers(node) if node.op.name == "hadamard" else self.applied(node)

    @abstractmethod
    def powers(self, node: Expr) -> Expr:
        """The array that a product of powers of numbers stands for."""

    @abstractmethod
    def applied(self, node: Expr) -> Expr:
        """The array that a function of a number stands for."""

    @abstractmethod
    def whole(self, node: Expr) -> Expr:
        """The array that a number stands for, also where it is a scalar of the data."""

    @abstractmethod
    def condition(self, need: Need) -> Need:
        """What is needed of the arrays, for what is needed of the numbers."""


@final
@dataclass(slots=True)
class Entries(Numbers):
    """Arrays of one shape, entry by entry."""

    each: ClassVar[str] = "entry by entry"
    facts: ClassVar[dict[str, str]] = _OF_ENTRIES

    def lower(self, node: Expr) -> Expr:
        if node is self.unknown:
            return self.number
        moving = contains(node, [self.unknown])
        if node.is_scalar and not moving:
            return node
        if node.op.name == "ones" or c.is_zero(node):
            return c.number(0 if c.is_zero(node) else 1)
        if node.op.entrywise and not node.is_scalar:
            return c.build(node.op.name, tuple(map(self.lower, node.args)), node.params)
        whole, scalars, word = factors(node)
        if len(word) == 2 and word[0].op.name == "diag":
            return c.product(c.number(whole), *scalars, self.lower(word[0].args[0]), self.lower(word[1]))
        if moving:
            raise NotNumberByNumberError
        return self._stand_in(node)

    def _stand_in(self, array: Expr) -> Expr:
        for number, known in self.arrays.items():
            if known is array:
                return number
        number = number_like(array, _OF_ENTRIES)
        self.arrays[number] = array
        return number

    def powers(self, node: Expr) -> Expr:
        arrays, scalars = list[Expr](), list[Expr]()
        for base, exponent in pairs(node):
            if contains(exponent, self.arrays):
                raise NotNumberByNumberError
            (arrays if contains(base, self.arrays) else scalars).append(c.power(self.lift(base), exponent))
        return c.product(*scalars, c.hadamard(*arrays))

    def applied(self, node: Expr) -> Expr:
        if node.op.name != "elementwise":
            raise NotNumberByNumberError
        return c.build("elementwise", (self.lift(node.args[0]),), node.params)

    def whole(self, node: Expr) -> Expr:
        """A scalar of the data is an array of equal entries."""
        array = self.lift(node)
        return c.product(array, c.like_ones(self.unknown)) if array.is_scalar else array

    def condition(self, need: Need) -> Need:
        lifted = self.lift(need.expr)
        whole = need.fact != "invertible" or lifted.is_scalar
        return changed(need, expr=lifted if whole else c.diag(c.vec(lifted)))


@final
@dataclass(slots=True)
class Eigenvalues(Numbers):
    """Functions of one symmetric matrix and of the unknown, which then commutes with it, eigenvalue by eigenvalue."""

    each: ClassVar[str] = "eigenvalue by eigenvalue"
    facts: ClassVar[dict[str, str]] = _OF_EIGENVALUES

    def lower(self, node: Expr) -> Expr:
        if node is self.unknown:
            return self.number
        if node.op is SUM:
            return self._sum(node)
        if _is_known_spectral(node):
            return _SPECTRAL[str(node.param("function"))](self.lower(node.args[0]))
        whole, scalars, word = factors(node)
        if any(contains(s, [self.unknown]) for s in scalars):
            raise NotNumberByNumberError
        inner = [self._factor(factor) for factor in word]
        return c.product(c.number(whole), *scalars, *inner)

    def _sum(self, node: Expr) -> Expr:
        """The data in a sum, but for multiples of the identity, are one matrix."""
        data = [(q, t) for q, t in terms_of(node) if not contains(t, [self.unknown]) and not _is_level(t)]
        rest = [(q, self.lower(t)) for q, t in terms_of(node) if (q, t) not in data]
        return c.combine([*rest, *([(1, self._factor(c.combine(data)))] if len(data) > 1 else self._each(data))])

    def _each(self, data: list[tuple[Rational, Expr]]) -> list[tuple[Rational, Expr]]:
        return [(q, self.lower(term)) for q, term in data]

    def _factor(self, node: Expr) -> Expr:
        if node is self.unknown or (_is_known_spectral(node) and contains(node, [self.unknown])):
            return self.lower(node)
        if node.op.name == "eye":
            return c.number(1)
        if node.op.name == "inverse":
            return c.power(self.lower(node.args[0]), -1)
        if contains(node, [self.unknown]) or not reason(node, "symmetric"):
            raise NotNumberByNumberError
        if len(self.arrays) == 1:
            number = number_like(node, _OF_EIGENVALUES)
            self.arrays[number] = node
            return number
        if node in self.arrays.values():
            return next(number for number, array in self.arrays.items() if array is node)
        raise NotNumberByNumberError

    def powers(self, node: Expr) -> Expr:
        return c.product(*(self._power(base, exponent) for base, exponent in pairs(node)))

    def applied(self, node: Expr) -> Expr:
        if node.op.name != "elementwise" or function_of(node)[0] not in _LIFTED:
            raise NotNumberByNumberError
        return spectral(_LIFTED[function_of(node)[0]], self.lift(node.args[0]))

    def _power(self, base: Expr, exponent: Expr) -> Expr:
        if not contains(base, self.arrays):
            return c.power(base, exponent)
        matrix, value = self.lift(base), c.value_of(exponent) if c.is_number(exponent) else Fraction(1, 3)
        if abs(value) == Fraction(1, 2):
            root = root_of(matrix)
            return root if value > 0 else c.inverse(root)
        if Fraction(value).denominator != 1:
            raise NotNumberByNumberError
        return c.product(*[c.inverse(matrix) if value < 0 else matrix] * abs(int(value)))

    def whole(self, node: Expr) -> Expr:
        """A scalar of the data is a multiple of the identity."""
        matrix = self.lift(node)
        return c.product(matrix, c.eye(self.unknown.rows)) if matrix.is_scalar else matrix

    def condition(self, need: Need) -> Need:
        lifted = self.lift(need.expr)
        fact = need.fact if lifted.is_scalar else _OF_EIGENVALUES.get(need.fact, need.fact)
        return changed(need, expr=lifted, fact=fact)


def _is_known_spectral(node: Expr) -> bool:
    """Whether the function of a matrix is one of those that are the same function of each eigenvalue here."""
    return node.op.name == "spectral" and node.param("function") in _SPECTRAL


def _is_level(term: Expr) -> bool:
    word = factors(term)[2]
    return len(word) == 1 and word[0].op.name == "eye"


_KINDS: tuple[Callable[[Expr], Numbers], ...] = (Entries.of, Eigenvalues.of)


def named(words: str, numbers: Numbers) -> str:
    """Words about numbers, as words about what they stand for."""
    for number, array in numbers.arrays.items():
        words = words.replace(number.name, str(array))
    return words


def number_by_number(equation: Expr, unknown: Expr) -> tuple[Numbers, Expr] | None:
    """The equation between numbers that an equation between arrays is, and what the numbers stand for."""
    if unknown.is_scalar or equation.shape != unknown.shape:
        return None
    for kind in _KINDS:
        numbers = kind(unknown)
        if isinstance(numbers, Eigenvalues) and not reason(unknown, "symmetric"):
            continue
        if isinstance(numbers, Entries) and _structured(unknown):
            continue
        try:
            lowered = numbers.lower(equation)
        except NotNumberByNumberError:
            continue
        return numbers, lowered
    return None


def _structured(unknown: Expr) -> bool:
    """Whether the entries of the unknown hang together, as those of a symmetric matrix do."""
    return not unknown.is_column and bool(unknown.assumptions)
