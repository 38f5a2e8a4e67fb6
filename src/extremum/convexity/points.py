"""Counterexamples in exact numbers: pairs of points whose midpoint shows that a function is not convex, or not concave.

Floating point finds them; real balls at the same points, which are rationals, prove them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS, NotExactError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr
from extremum.algebra.traits import Exact
from extremum.algebra.traverse import topological
from extremum.convexity.domains import Constraint
from extremum.convexity.draws import draw_all
from extremum.operations import construct as c
from extremum.operations.leaves import declared
from extremum.structures import strongest

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

Arrays = dict[str, Any]
_PAIRS = 72
_MOODS = ("generic", "positive", "negative")
"""How parameters are drawn: what is said of all of them must show for each."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two points, and what happens half way: the value there and the mean of the values, or that it lies outside."""

    start: Mapping[str, Any]
    end: Mapping[str, Any]
    shows: str
    middle: float | None = None
    mean: float | None = None
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Pairs that show a function neither convex nor concave for some values of the parameters."""

    data: Mapping[str, Any] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What was found: a witness, or which of convexity and concavity some pair rules out; sometimes: pairs for some
    values of the parameters, where those for others are missing."""

    witness: Witness | None = None
    sometimes: Witness | None = None
    not_convex: bool = False
    not_concave: bool = False


def search(root: Expr, unknowns: Sequence[Expr], pieces: Sequence[Expr] = ()) -> Search:
    """Looks for pairs against convexity and against concavity, at three draws of the parameters, where also the pieces
    of the text that the expression does not show have a value. What has no value in balls, as functions of matrices,
    is not looked at: nothing would prove a pair."""
    if any(node.op.exact is Exact.NONE for node in topological([root, *pieces])):
        return Search()
    found: list[tuple[_Setting, dict[str, Pair]]] = []
    for mood in _MOODS if _has_parameters([root, *pieces], unknowns) else _MOODS[:1]:
        setting = _setting(root, unknowns, mood, pieces)
        if setting is None:
            return Search()
        pairs = setting.violations()
        found.append((setting, pairs))
        if not pairs:
            break
    everywhere = set.intersection(*(set(pairs) for _, pairs in found))
    shown = next((_witness(setting, pairs) for setting, pairs in found if len(pairs) == 2), None)
    if everywhere == {"convex", "concave"}:
        return Search(shown)
    return Search(None, shown, any("convex" in p for _, p in found), any("concave" in p for _, p in found))


def _witness(setting: _Setting, pairs: Mapping[str, Pair]) -> Witness:
    return Witness(setting.parameters(), (pairs["convex"], pairs["concave"]))


def _has_parameters(roots: Sequence[Expr], unknowns: Sequence[Expr]) -> bool:
    from extremum.data.binding import leaves_of

    return bool(set(leaves_of(roots)) - {x.name for x in unknowns})


def outside(
    root: Expr, unknowns: Sequence[Expr], constraints: Sequence[Constraint], pieces: Sequence[Expr] = ()
) -> Witness | None:
    """Two points of the domain whose midpoint lies outside it."""
    setting = _setting(root, unknowns, "generic", pieces)
    if setting is None:
        return None
    for start, end in setting.mirrored():
        pair = setting.leaves(start, end, constraints)
        if pair is not None:
            return Witness(setting.parameters(), (pair,))
    return None


# -- values ------------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Setting:
    """An expression with sizes and parameters, and what must have a value beside it; the unknowns are free."""

    root: Expr
    unknowns: Mapping[str, Expr]
    sizes: Mapping[str, Any]
    fixed: Arrays
    rng: Any
    pieces: Sequence[Expr] = ()

    def value(self, point: Arrays) -> float:
        """In floating point; not a number where it is not defined."""
        from extremum.verify.points import quietly

        try:
            with quietly():
                scope = Scope(FLOATS, {**self.fixed, **point}, self.sizes)
                defined = all(np.isfinite(scope.value(piece)).all() for piece in self.pieces)
                return float(scope.value(self.root).item()) if defined else float("nan")
        except (ExtremumError, ArithmeticError, ValueError):
            return float("nan")

    def defined(self, point: Arrays) -> bool:
        """Whether the pieces certainly have a value."""
        return all(self.balls(piece, point) is not None for piece in self.pieces)

    def balls(self, root: Expr, point: Arrays) -> Array | None:
        """To all digits; None where it is not defined or not known."""
        from extremum.verify.balls import BALLS

        arrays = {name: _exactly(value) for name, value in {**self.fixed, **point}.items()}
        try:
            value = Scope(BALLS, arrays, self.sizes).value(root)
        except (ExtremumError, ArithmeticError, ValueError, NotExactError):
            return None
        return value if all(entry.is_finite() for entry in value.ravel()) else None

    def violations(self) -> dict[str, Pair]:
        """For ``convex`` and ``concave`` a pair that rules it out, where one is found."""
        found: dict[str, Pair] = {}
        for start, end in self.pairs():
            if len(found) == 2:
                break
            low, high, half = self.value(start), self.value(end), self.value(_middle(start, end))
            gap, size = (low + high) / 2 - half, abs(low) + abs(high) + abs(half)
            ruled = "convex" if gap < 0 else "concave"
            if np.isfinite(gap) and abs(gap) > 1e-9 * size and ruled not in found and self._proved(start, end, ruled):
                found[ruled] = Pair(start, end, f"not {ruled}", half, (low + high) / 2)
        return found

    def _proved(self, start: Arrays, end: Arrays, ruled: str) -> bool:
        from extremum.verify.balls import precisely

        points = start, end, _middle(start, end)
        with precisely(128):
            known = [value for point in points if (value := self.balls(self.root, point)) is not None]
            if len(known) < 3 or not all(map(self.defined, points)) or not all(map(self.declares, points[:2])):
                return False
            low, high, half = (value.ravel()[0] for value in known)
            gap = low + high - 2 * half
            return bool(gap < 0) if ruled == "convex" else bool(gap > 0)

    def leaves(self, start: Arrays, end: Arrays, constraints: Sequence[Constraint]) -> Pair | None:
        """The pair, where both points are in the domain and their midpoint certainly is not."""
        middle = _middle(start, end)
        broken = next((str(k) for k in constraints if self._violates(k, middle)), None)
        if broken is None and not self.declares(middle):
            broken = "what is declared"
        if broken is None or not all(self.declares(point) and self.defined(point) for point in (start, end)):
            return None
        if any(self.balls(self.root, p) is None and not np.isfinite(self.value(p)) for p in (start, end)):
            return None
        return Pair(start, end, "not convex, not concave", outside=broken)

    def declares(self, point: Arrays) -> bool:
        """Whether the point has the declared structures."""
        from extremum.data.binding import scope_for

        try:
            for name, x in self.unknowns.items():
                value = point[name]
                scope_for([x], {name: value if x.op.name == "member" else _plain(x, value)})
        except ExtremumError:
            return False
        return True

    def _violates(self, constraint: Constraint, point: Arrays) -> bool:
        needs = constraint.needs
        if isinstance(needs, str):
            if needs not in _TESTS:
                return False
            argument = constraint.argument if needs == "not zero" else c.det(constraint.argument)
            value = self.balls(argument, point)
            return value is not None and any(bool(_TESTS[needs](entry)) for entry in value.ravel())
        value = self.balls(constraint.argument, point)
        open_end = needs.low_open and constraint.always
        return value is not None and any(
            entry < needs.low or (open_end and entry == needs.low) or entry > needs.high for entry in value.ravel()
        )

    # -- points --------------------------------------------------------------------------------------------------------
    def draw(self, size: float) -> Arrays:
        """Values of the unknowns, with short binary fractions."""
        return {name: draw_all(x, self.sizes, "generic", self.rng, size) for name, x in self.unknowns.items()}

    def pairs(self) -> Iterator[tuple[Arrays, Arrays]]:
        """Pairs of several sizes: far apart, mirrored at 0, along rays, near each other."""
        for k in range(_PAIRS):
            size = (1.0, 4.0, 0.5, 16.0)[k % 4]
            start, end = self.draw(size), self.draw(size)
            style = k % 3
            if style == 1:
                end = {name: -value if self._signless(name) else 2 * value for name, value in start.items()}
            elif style == 2:
                near = {name: start[name] + (end[name] - start[name]) / 8 for name in start}
                end = near if k % 2 else {name: 3 * value for name, value in start.items()} if self._cones() else near
            yield start, end

    def mirrored(self) -> Iterator[tuple[Arrays, Arrays]]:
        """Simple points and their negatives, then random ones."""
        shapes = {name: np.shape(value)[-2:] for name, value in self.draw(1.0).items()}
        if all(x.op.name == "symbol" for x in self.unknowns.values()):
            simple = {name: np.eye(*shape) for name, shape in shapes.items()}
            last = {name: np.eye(*shape)[::-1] for name, shape in shapes.items()}
            yield simple, {name: -value for name, value in simple.items()}
            yield simple, last
            yield simple, {name: 0 * value for name, value in simple.items()}
        for k in range(24):
            start = self.draw((1.0, 4.0)[k % 2])
            yield start, ({name: -value for name, value in start.items()} if k % 3 else self.draw(2.0))

    def _signless(self, name: str) -> bool:
        """Whether the set of an unknown holds the negatives of its members."""
        return all(structure.kind.signless for structure in strongest(declared(self.unknowns[name])))

    def _cones(self) -> bool:
        return all(structure.kind.scales for x in self.unknowns.values() for structure in strongest(declared(x)))

    def parameters(self) -> Arrays:
        return dict(self.fixed)


_TESTS: dict[str, Callable[[Any], Any]] = {
    "not zero": lambda entry: entry == 0,
    "invertible": lambda det: det == 0,
    "with a positive determinant": lambda det: det <= 0,
    "without eigenvalues that are zero or negative": lambda det: det <= 0,
}
"""Whether a value, or a determinant, certainly violates what is needed."""


def _setting(root: Expr, unknowns: Sequence[Expr], mood: str, pieces: Sequence[Expr]) -> _Setting | None:
    from extremum.data.binding import leaves_of
    from extremum.verify.sampling import sample_sizes

    rng = np.random.default_rng(int.from_bytes(root.digest[:4], "big"))
    sizes = sample_sizes([root, *unknowns, *pieces], rng)
    moving = {x.name: x for x in unknowns}
    try:
        fixed = {
            name: draw_all(leaf, sizes, mood, rng, 1.0)
            for name, leaf in leaves_of([root, *pieces]).items()
            if name not in moving
        }
        setting = _Setting(root, moving, sizes, fixed, rng, pieces)
        setting.draw(1.0)
    except (ExtremumError, ValueError):
        return None
    return setting


def _middle(start: Arrays, end: Arrays) -> Arrays:
    return {name: (start[name] + end[name]) / 2 for name in start}


def _plain(x: Expr, value: Array) -> Any:
    return value[0, 0].item() if x.is_scalar else value[:, 0] if x.is_column else value


def _exactly(value: Array) -> Array:
    """Balls of radius zero: every float is a rational."""
    from flint import arb

    return np.asarray(np.frompyfunc(lambda entry: arb(float(entry)), 1, 1)(value), dtype=object)
