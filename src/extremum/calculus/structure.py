"""Derivatives with respect to variables with a structure (symmetric, diagonal, …), by one of several conventions.

An expression of a symmetric S is written with S' = S used, so its unstructured gradient G is that of one of the many
functions that agree on symmetric matrices. Their gradients differ by what is orthogonal to the structure; the
conventions use what they share, the derivatives in the directions that stay within it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.facts import close
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.leaves import declared

CONVENTIONS: dict[str, str] = {
    "projection": "the Frobenius projection of the unstructured gradient G",
    "independent": "the derivative with respect to each free parameter, at every place where it stands",
    "vech": "the derivative with respect to the stacked lower triangle",
    "unstructured": "all entries independent, the structure ignored",
}
"""What each convention means, by name."""

_HALF = Fraction(1, 2)
Map = Callable[[Expr, Expr], Expr]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One structure under one convention.

    gradient: from the unstructured gradient and the variable; columns: from the unstructured Jacobian and the variable,
    such that the columns of ``vec(G)'`` become ``vec(gradient)'``; formula: how the gradient is computed from G.
    """

    gradient: Map
    columns: Map
    formula: str


# -- the linear maps ---------------------------------------------------------------------------------------------------
def _mean(sign: int) -> Map:
    """``(G ± G')/2``."""
    return lambda g, x: c.combine([(_HALF, g), (sign * _HALF, c.transpose(g))])


def _mean_columns(sign: int) -> Map:
    """``J (I ± K)/2``."""
    return lambda j, x: c.combine([(_HALF, j), (sign * _HALF, _commuted(j, x))])


def _commuted(j: Expr, x: Expr) -> Expr:
    return c.product(j, c.commutation(x.rows, x.rows))


def _only_diagonal(g: Expr, x: Expr) -> Expr:
    """``G∘I``."""
    return c.diag(c.diagonal(g))


def _diagonal_columns(j: Expr, x: Expr) -> Expr:
    spread = c.build("spread", (), (x.rows,))
    return c.product(j, spread, c.transpose(spread))


def _paired(g: Expr, x: Expr) -> Expr:
    """``G + G' - G∘I``."""
    return c.combine([(1, g), (1, c.transpose(g)), (-1, _only_diagonal(g, x))])


def _paired_columns(j: Expr, x: Expr) -> Expr:
    return c.combine([(1, j), (1, _commuted(j, x)), (-1, _diagonal_columns(j, x))])


def _part(name: str) -> Map:
    return lambda g, x: c.build(name, (g,))


def _part_columns(name: str) -> Map:
    return lambda j, x: c.product(j, c.diag(c.vec(c.build(name, (c.like_ones(x),)))))


def _toeplitz_mean(g: Expr, x: Expr) -> Expr:
    """The mean of each diagonal."""
    return c.hadamard(c.build("toeplitz_sum", (g,)), _per_diagonal(x))


def _per_diagonal(x: Expr) -> Expr:
    return c.power(c.build("toeplitz_sum", (c.like_ones(x),)), -1)


def _toeplitz_columns(j: Expr, x: Expr) -> Expr:
    return c.product(j, c.build("toeplitz_pattern", (), (x.rows,)))


def _tangent(g: Expr, x: Expr) -> Expr:
    """``(G - X G'X)/2``, in the tangent space of the orthogonal matrices at X."""
    return c.combine([(_HALF, g), (-_HALF, c.product(x, c.transpose(g), x))])


def _tangent_columns(j: Expr, x: Expr) -> Expr:
    return c.combine([(_HALF, j), (-_HALF, _commuted(c.product(j, c.kron(c.transpose(x), x)), x))])


def _half_vector(g: Expr, x: Expr) -> Expr:
    return c.product(c.transpose(c.build("duplication", (), (x.rows,))), c.vec(g))


def _half_columns(j: Expr, x: Expr) -> Expr:
    return c.product(j, c.build("duplication", (), (x.rows,)))


def _lower_vector(g: Expr, x: Expr) -> Expr:
    return c.build("vech", (g,))


def _lower_columns(j: Expr, x: Expr) -> Expr:
    return c.product(j, c.transpose(c.build("elimination", (), (x.rows,))))


_LOWER = _Kind(_part("tril"), _part_columns("tril"), "tril(G)")
_UPPER = _Kind(_part("triu"), _part_columns("triu"), "triu(G)")
_DIAGONAL = _Kind(_only_diagonal, _diagonal_columns, "G∘I")

_KINDS: dict[tuple[str, str], _Kind] = {
    ("symmetric", "projection"): _Kind(_mean(1), _mean_columns(1), "(G + G')/2"),
    ("symmetric", "independent"): _Kind(_paired, _paired_columns, "G + G' - G∘I"),
    ("symmetric", "vech"): _Kind(_half_vector, _half_columns, "D'vec(G) with the duplication matrix D"),
    ("skew", "projection"): _Kind(_mean(-1), _mean_columns(-1), "(G - G')/2"),
    ("skew", "independent"): _Kind(
        lambda g, x: c.subtract(g, c.transpose(g)), lambda j, x: c.subtract(j, _commuted(j, x)), "G - G'"
    ),
    ("diagonal", "projection"): _DIAGONAL,
    ("diagonal", "independent"): _DIAGONAL,
    ("lower_triangular", "projection"): _LOWER,
    ("lower_triangular", "independent"): _LOWER,
    ("lower_triangular", "vech"): _Kind(_lower_vector, _lower_columns, "vech(G)"),
    ("upper_triangular", "projection"): _UPPER,
    ("upper_triangular", "independent"): _UPPER,
    ("toeplitz", "projection"): _Kind(
        _toeplitz_mean,
        lambda j, x: c.product(_toeplitz_columns(j, x), c.diag(c.vec(_per_diagonal(x)))),
        "the mean of each diagonal of G",
    ),
    ("toeplitz", "independent"): _Kind(_part("toeplitz_sum"), _toeplitz_columns, "the sum of each diagonal of G"),
    ("orthogonal", "projection"): _Kind(_tangent, _tangent_columns, "(G - X*G'*X)/2"),
}
"""Projections: Absil, Mahony & Sepulchre (2008), sec. 3.6. Independent parameters: Petersen & Pedersen (2012), eqs.
(138)-(144). vech: Magnus & Neudecker (2019), ch. 3, sec. 8 and ch. 9."""


# -- which structure, which map ----------------------------------------------------------------------------------------
def structures(x: Expr) -> tuple[str, ...]:
    """The structures of a variable, in the order in which they are imposed; empty where it has none.

    >>> import extremum as ex
    >>> structures(ex.matrix("S", 3, 3, "positive_definite"))
    ('symmetric',)
    """
    if x.is_scalar:
        return ()
    facts = close(declared(x))
    band = ("toeplitz",) if "toeplitz" in facts else ()
    if "orthogonal" in facts:
        return ("orthogonal",)
    halves = facts & {"symmetric", "lower_triangular", "upper_triangular"}
    if len(halves) > 1:
        return (*band, "diagonal")
    return (*band, *(name for name in (*halves, "skew") if name in facts))


def _kinds(x: Expr, convention: str) -> list[tuple[str, _Kind]]:
    if convention not in CONVENTIONS:
        raise ExtremumError(f"unknown convention {convention!r}; known: {', '.join(CONVENTIONS)}")
    if convention == "unstructured":
        return []
    names = structures(x)
    missing = [name for name in names or ("unstructured",) if (name, convention) not in _KINDS]
    if missing and (names or convention == "vech"):
        raise UnsupportedError(
            f"the convention {convention!r} has no meaning for {x}, which is {_words(names)}; "
            "use 'projection' or 'unstructured'"
        )
    return [(name, _KINDS[name, convention]) for name in names]


def _words(names: tuple[str, ...]) -> str:
    return " and ".join(name.replace("_", " ") for name in names) or "unstructured"


def structured(gradient: Expr, x: Expr, convention: str = "projection") -> Expr:
    """The gradient by a convention, from the unstructured one.

    Raises:
        ExtremumError: the convention is unknown.
        UnsupportedError: the convention has no meaning for the structure of this variable.
    """
    for name, kind in _kinds(x, convention):
        symmetric = convention == "projection" and name == "symmetric" and c.transpose(gradient) is gradient
        gradient = gradient if symmetric else kind.gradient(gradient, x)
    return gradient


def structured_columns(jacobian: Expr, x: Expr, convention: str = "projection") -> Expr:
    """The Jacobian with respect to ``x`` by a convention, from the unstructured one; raises as :func:`structured`."""
    for _, kind in _kinds(x, convention):
        jacobian = kind.columns(jacobian, x)
    return jacobian


def structured_rows(hessian: Expr, x: Expr) -> Expr:
    """The Hessian on a curved structure: the change of the gradient, projected onto the tangent space again.

    Absil, Mahony & Sepulchre (2008), prop. 5.3.2. Nothing changes where the structure is linear.
    """
    if "orthogonal" not in structures(x):
        return hessian
    return c.transpose(_tangent_columns(c.transpose(hessian), x))


def describe(x: Expr, convention: str = "projection") -> str:
    """The convention in words, for this variable; raises as :func:`structured`.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> print(describe(ex.matrix("S", n, n, "symmetric")))
    S is symmetric; gradient: the Frobenius projection of the unstructured gradient G, (G + G')/2
    """
    kinds = _kinds(x, convention)
    names = _words(structures(x))
    if not kinds:
        ignored = ", the structure ignored" if structures(x) else ""
        return f"{x} is {names}; gradient: all entries independent{ignored}"
    formulas = ", then ".join(kind.formula for _, kind in kinds)
    return f"{x} is {names}; gradient: {CONVENTIONS[convention]}, {formulas}".replace("X*G'*X", f"{x}*G'*{x}")
