"""The record of a structure: all facts about one assumption that a matrix can be declared to satisfy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, final

from extremum.algebra import facts
from extremum.algebra.intervals import ALL, Interval
from extremum.algebra.node import Expr

if TYPE_CHECKING:
    from extremum.algebra.node import Array
    from extremum.structures.charts import Chart
    from extremum.structures.numbers import Numbers
    from extremum.structures.scatter import Frame, Rule, Scatter

Map = Callable[[Expr, Expr], Expr]
Asked = tuple[Expr, str, "Expr | int"]
"""A constraint: left side, sign, right side."""


@final
class Kind(Enum):
    """What kind of set the matrices of a structure are."""

    SUBSPACE = "linear subspace"
    CONE = "closed convex cone"
    OPEN_CONE = "open convex cone"
    POLYTOPE = "polytope"
    MANIFOLD = "curved manifold"
    OPEN = "open set, dense in the matrices or in one half of them"
    DISCRETE = "discrete set"

    @property
    def convex(self) -> bool:
        """Whether such a set is convex."""
        return self in (Kind.SUBSPACE, Kind.CONE, Kind.OPEN_CONE, Kind.POLYTOPE)

    @property
    def scales(self) -> bool:
        """Whether such a set contains ``t X`` with X, for all ``t > 0``."""
        return self in (Kind.SUBSPACE, Kind.CONE, Kind.OPEN_CONE, Kind.OPEN)

    @property
    def signless(self) -> bool:
        """Whether such a set contains ``-X`` with X, as far as its kind tells."""
        return self not in (Kind.CONE, Kind.OPEN_CONE, Kind.POLYTOPE)

    @property
    def curved(self) -> bool:
        """Whether no member of such a set stays one when its entries are rounded."""
        return self in (Kind.MANIFOLD, Kind.DISCRETE)

    @property
    def free(self) -> bool:
        """Whether an extremum within such a set is where the derivative within its subspace is zero."""
        return self in (Kind.SUBSPACE, Kind.OPEN_CONE, Kind.OPEN, Kind.CONE)


@dataclass(frozen=True, slots=True)
class Projection:
    """A structure under one convention of the gradient.

    gradient: from the unstructured gradient and the variable; columns: from the unstructured Jacobian and the variable,
    such that the columns of ``vec(G)'`` become ``vec(gradient)'``; formula: how the gradient is computed from G, where
    X stands for the variable; rows: for a curved structure, the Hessian's change of the gradient, projected again.
    """

    gradient: Map
    columns: Map
    formula: str
    rows: Map | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A linear structure whose entries are 0, or equal or opposite to one another.

    rule: for each entry the number of the parameter that stands there, and its sign (0: the entry is zero);
    zeros: whether some entries are zero; opposed: whether some are opposite to others.
    """

    rule: Rule
    zeros: bool = False
    opposed: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """A structure that holds entry by entry.

    draw: entries that satisfy it, from generic numbers; zero, negative: whether entries may be so;
    whole: whether they are whole numbers.
    """

    draw: Callable[[Numbers, Array], Array]
    zero: bool = True
    negative: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Geometry:
    """A set as optimisers see it.

    nearest: the member next to a matrix in the Frobenius norm; tangent: the projection of a matrix onto the tangent
    cone at a member (a subspace for a manifold); normal: that onto the normal cone: ``tangent + normal`` is the matrix;
    retract: a member from a member and a short tangent vector, to first order their sum; bend: for a manifold, what
    its curvature adds to the derivative of the tangent gradient, from a member, the gradient, and a tangent vector.

    Source: Absil, Mahony & Sepulchre (2008), ch. 3 and 4; Rockafellar & Wets (1998), ch. 6.
    """

    nearest: Callable[[Array], Array]
    tangent: Callable[[Array, Array], Array]
    retract: Callable[[Array, Array], Array]
    bend: Callable[[Array, Array, Array], Array] | None = None

    def normal(self, member: Array, matrix: Array) -> Array:
        """The projection onto the normal cone: what the tangent cone leaves (Moreau)."""
        return matrix - self.tangent(member, matrix)


def _no_detail(value: Array) -> str:
    return ""


def _any_shape(rows: int, cols: int) -> bool:
    return True


def _zero(rows: int, cols: int) -> int:
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """All facts about one structure.

    name: as it is declared.  words: as in "X is ...".  domain: the set as a formula in X, entrywise where it says so.
    kind: what kind of set it is; convexity follows.  test: whether an array has the structure, up to rounding.
    square: whether it is one of square matrices.  implies, together: what it implies, alone and beside another.
    apart: with which others no matrix is meant, and why; means: what another is read as beside this one.
    detail: what an array that fails the test is like.  transposed, inverted: what it says of transpose and inverse.
    pattern, entries, whole: how members are drawn: entries that are 0 or alike, each entry, the matrix as a whole;
    generic: whether numbers of a field that were drawn otherwise may fail, and are then drawn again.
    along: the patterns and entrywise structures beside which ``whole`` can draw it; None: all.
    scaled: whether ``whole`` divides a matrix by a number, so that all beside it must allow that.
    fits: which shapes it can have; rank: a bound of the rank, where that is less than rows and columns;
    least_rank: what the rank is at least.
    parted: whether a manifold falls apart into pieces.
    order: its place where structures are imposed one after another.
    bounds: where every entry lies.  eigenvalues: what a matrix is whose eigenvalues all are so (as numbers).
    asked: the set as constraints on an expression, ``left sign right``, where constraints can say it.
    law: what symbolic steps use of it, as a formula in X.
    factor: the factor by which code solves systems with such a matrix: its Cholesky factor, or itself.
    code: the test of a value X, in NumPy's words.
    assumed: how readily people take it for granted without saying so; 0: they do not.
    simple: as ``whole``, a member with few small numbers, for people.
    projections: the derivative within it, by convention.  geometry: the set for optimisers.
    chart: free coordinates of those members that have a pattern too, where the pattern alone does not give them;
    unfree: why there are none.
    """

    name: str
    words: str
    domain: str
    kind: Kind
    test: Callable[[Array], bool]
    square: bool = False
    implies: tuple[str, ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    detail: Callable[[Array], str] = _no_detail
    transposed: str = ""
    inverted: str = ""
    pattern: Pattern | None = None
    entries: Entries | None = None
    whole: Callable[[Numbers, Array, Frame], Array] | None = None
    generic: Callable[[Numbers, Array], bool] | None = None
    along: tuple[str, ...] | None = None
    scaled: bool = False
    fits: Callable[[int, int], bool] = _any_shape
    rank: Callable[[int, int], int] = min
    least_rank: Callable[[int, int], int] = _zero
    parted: bool = False
    order: int = 1
    bounds: Interval = ALL
    eigenvalues: str = ""
    asked: Callable[[Expr], tuple[Asked, ...]] | None = None
    law: str = ""
    factor: str = ""
    code: str = ""
    assumed: int = 0
    simple: Callable[[Numbers, Array, Frame], Array] | None = None
    projections: Mapping[str, Projection] = field(default_factory=dict)
    geometry: Geometry | None = None
    chart: Callable[[Scatter], Chart | None] | None = None
    unfree: str = ""

    @property
    def convex(self) -> bool:
        """Whether the set is convex."""
        return self.kind.convex

    @property
    def scattered(self) -> bool:
        """Whether the set falls apart into pieces, all of which must be met before two functions on it are equal."""
        return self.parted or self.kind is Kind.DISCRETE


STRUCTURES: dict[str, Structure] = {}
"""All structures by name."""


def register(structure: Structure) -> Structure:
    """Adds a structure, and tells inference of it; a name is registered once."""
    facts.learn(structure)
    STRUCTURES[structure.name] = structure
    return structure
