"""What terms cost: multiplications and additions as a polynomial in the dimensions, and a number to compare by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from math import prod
from types import MappingProxyType

from extremum.algebra.dims import ONE, ZERO, Atom, Dim
from extremum.compiling.term import Loop, Term, topological

TYPICAL = 1000
"""What a dimension counts as where costs are compared: a power of it decides."""


@lru_cache(maxsize=4096)
def flops(term: Term) -> Dim:
    """The operations of a term itself, without those of its parts; an entry of an entrywise term counts 1."""
    rule = _CALLS.get(term.name) or _OPS.get(term.op)
    return rule(term) if rule is not None else size(term)


def size(term: Term) -> Dim:
    """The number of entries."""
    return _entries(term.shape)


@lru_cache(maxsize=4096)
def _entries(shape: tuple[Dim, ...]) -> Dim:
    return reduce(lambda a, b: a * b, shape, ONE)


def total(roots: Iterable[Term]) -> Dim:
    """The operations of a program, those in a loop as often as it runs."""
    return sum(_each(roots), ZERO)


def weight(root: Term, sizes: Mapping[Atom, int]) -> float:
    """What the cost of a term counts as in comparisons, added up in numbers, which takes less than polynomials do."""
    return sum(typical(cost, sizes) for cost in _each([root]))


def _each(roots: Iterable[Term]) -> Iterator[Dim]:
    """What each term of a program costs."""
    order = topological(roots)
    lengths: dict[Atom, Dim] = {
        term.data.index: term.data.size for term in order if isinstance(term.data, Loop) and term.parts
    }
    return (_repeated(term, lengths) for term in order)


def _repeated(term: Term, lengths: Mapping[Atom, Dim]) -> Dim:
    cost = flops(term)
    for index in term.indices:
        cost = cost * lengths.get(index, ONE)
    return cost if not cost.indices else ZERO


def typical(cost: Dim, sizes: Mapping[Atom, int] = MappingProxyType({})) -> float:
    """The number that a cost counts as in comparisons, where these dimensions have other typical sizes."""
    return sum(float(q) * float(prod(sizes.get(atom, TYPICAL) ** power for atom, power in m)) for m, q in cost.terms)


def _free(term: Term) -> Dim:
    return ZERO


def _matmul(term: Term) -> Dim:
    left, right = term.parts
    return 2 * size(term) * left.shape[-1] if _is_general(left, right) else size(term) * left.shape[-1]


def _is_general(left: Term, right: Term) -> bool:
    """Whether both halves of the product are computed: of ``A'A`` one is enough."""
    turned = left.parts[0] if left.op == "transpose" else left
    other = right.parts[0] if right.op == "transpose" else right
    return left.rank < 2 or turned is not other or left is right


def _cubic(numerator: int, denominator: int = 1) -> Callable[[Term], Dim]:
    return lambda term: _part(_order(term) ** 3, numerator, denominator)


def _order(term: Term) -> Dim:
    """The rows of the matrix that a function is of."""
    return next((part.shape[0] for part in term.parts if part.rank), ONE)


def _part(count: Dim, numerator: int, denominator: int) -> Dim:
    return Dim((monomial, q * Fraction(numerator, denominator)) for monomial, q in count.terms if numerator)


def _solve(numerator: int, denominator: int, each: int) -> Callable[[Term], Dim]:
    """A factorisation, and so many times n² for each right-hand side."""

    def rule(term: Term) -> Dim:
        n = _order(term)
        return _part(n**3, numerator, denominator) + each * n * size(term)

    return rule


def _parts(term: Term) -> Dim:
    return sum((size(part) for part in term.parts), ZERO)


def _together(term: Term) -> Dim:
    """Samples times the columns of each array of samples."""
    return reduce(lambda count, part: count * part.shape[1], term.parts, term.parts[0].shape[0])


_OPS: dict[str, Callable[[Term], Dim]] = {
    **dict.fromkeys(
        (
            "number",
            "argument",
            "size",
            "member",
            "rows",
            "nth",
            "run",
            "root",
            "unknown",
            "begin",
            "pick",
            "carry",
            "named",
            "held",
            "transpose",
            "column",
            "axes",
            "function",
        ),
        _free,
    ),
    "matmul": _matmul,
    "add": lambda term: size(term) * max(1, len(term.parts) - 1),
    "times": lambda term: size(term) * max(1, len(term.parts) - 1),
}
_CALLS: dict[str, Callable[[Term], Dim]] = {
    **dict.fromkeys(("first", "upright", "flat", "cell", "raveled", "item", "diagonal", "rows", "cols", "entry", "col",
                     "pi", "delta", "by_rows", "unvec", "vec"), _free),
    **dict.fromkeys(("total", "mean0", "sum0", "sum1", "trace", "norm", "norms", "vdot", "rowdots"), _parts),
    **dict.fromkeys(("inv", "mpow"), _cubic(2)),
    **dict.fromkeys(("det", "logdet", "logabsdet"), _cubic(2, 3)),
    **dict.fromkeys(("chol", "cholesky"), _cubic(1, 3)),
    **dict.fromkeys(("eigvals", "eigval", "eigvec", "eigvecs", "pinv", "polar", "nuclear", "psd_part", "rotation",
                     "expm", "logm", "sqrtm", "sinm", "cosm", "frechet", "sylvester", "stein", "care", "dare"),
                    _cubic(10)),
    **dict.fromkeys(("distances", "squared_distances"), lambda term: 2 * size(term) * term.parts[0].shape[-1]),
    "multi_dot": lambda term: 2 * size(term) * term.parts[0].shape[-1] * (len(term.parts) - 1),
    **dict.fromkeys(("sum_kron_diag", "sum_diag_kron"), lambda term: 2 * _together(term)),
    "cho_inverse": _cubic(2, 3),
    "cho_logdet": _order,
    "solve": _solve(2, 3, 2),
    "cho_solve": _solve(0, 1, 2),
    "ridge_cholesky": lambda term: size(term) * term.parts[0].shape[0] + _part(_order(term) ** 3, 1, 3),
    "ridge_solve": _solve(0, 1, 2),
    "ridge_logdet": _order,
    "lowrank_cholesky": lambda term: size(term.parts[1]) * term.parts[1].shape[1],
    "lowrank_solve": lambda term: size(term) * term.parts[2].shape[1] * 4,
    "lowrank_diagonal": lambda term: size(term) * term.parts[2].shape[1] * term.parts[2].shape[1] * 2,
    "lowrank_inverse": lambda term: size(term) * term.parts[2].shape[1] * 2,
    "lowrank_logdet": _order,
    "solve_lower": _solve(0, 1, 1),
    "solve_upper": _solve(0, 1, 1),
}  # fmt: skip
