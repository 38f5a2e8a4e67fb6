"""Whether affine expressions together tell all unknowns: what is strictly curved in them is so in the unknowns then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.facts import holds, reason
from extremum.algebra.node import Expr
from extremum.convexity.proof import Mover, Step
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.leaves import index_of
from extremum.operations.sum import terms_of


def one_to_one(movers: Sequence[Mover], region: Region) -> Step | None:
    """Why no line through the unknowns leaves all movers where they are, or None where that is not known.

    An expression that depends on one unknown not yet told, and is one-to-one in it, tells it. Movers with a weight
    count where each of them tells all unknowns and their weights have a positive sum: one of them is positive then.
    """
    free = [mover.expr for mover in movers if mover.weight is None]
    told = _told(free, region)
    if told is not None:
        return told
    weighted = [(m, step) for m in movers if m.weight is not None and (step := _told([m.expr], region)) is not None]
    if not weighted or not region.positive(c.add(*(m.weight for m, _ in weighted if m.weight is not None))):
        return None
    total = c.add(*(m.weight for m, _ in weighted if m.weight is not None))
    return Step(total, "positive", "one of the weights is positive, as their sum is", "", (weighted[0][1],))


def _told(exprs: Iterable[Expr], region: Region) -> Step | None:
    """Triangular elimination: the unknowns one after the other."""
    left, whys = list(region.unknowns), list[Step]()
    todo = list(exprs)
    while left and todo:
        found = next((hit for expr in todo if (hit := _tells(expr, left)) is not None), None)
        if found is None:
            return None
        unknown, why = found
        whys.append(why)
        left.remove(unknown)
    if left or not whys:
        return None
    return (
        whys[0] if len(whys) == 1 else Step(whys[-1].expr, "enough", "together they tell all unknowns", "", tuple(whys))
    )


def _tells(expr: Expr, left: Sequence[Expr]) -> tuple[Expr, Step] | None:
    """The one unknown among those left that an expression tells."""
    inside = [x for x in left if Region((x,)).live(expr)]
    if len(inside) != 1:
        return None
    why = _injective(expr, inside[0], Region((inside[0],)))
    return None if why is None else (inside[0], Step(expr, f"one-to-one in {inside[0]}", why))


def _injective(expr: Expr, x: Expr, region: Region) -> str | None:
    """Why an affine expression is one-to-one in an unknown."""
    if expr is x and x.op.name == "symbol":
        return f"{x} can be solved for"
    if expr.op.name == "member" and region.is_unknown(expr):
        return _whole_family(expr)
    if expr.op.name == "sum":
        moving = [term for _, term in terms_of(expr) if region.live(term)]
        return _injective(moving[0], x, region) if len(moving) == 1 else None
    if expr.op.rearranges or expr.op.label or expr.op.name == "diag":
        return _injective(expr.args[0], x, region)
    if expr.op.name == "scale" and not region.live(expr.args[0]):
        return _injective(expr.args[1], x, region) if holds(expr.args[0], "nonzero") else None
    if expr.op.name == "hadamard":
        return _of_factors(expr.args, x, region)
    return _of_word(expr, x, region) if expr.op.name == "product" else None


def _whole_family(member: Expr) -> str | None:
    """A member at a free index that runs through the whole family."""
    atoms = [atom for atom in index_of(member).atoms() if isinstance(atom, IndexName)]
    whole = len(atoms) == 1 and index_of(member) is Dim.of(atoms[0]) and atoms[0].size is member.size
    return "all members of the family stand in it" if whole else None


def _of_factors(args: Sequence[Expr], x: Expr, region: Region) -> str | None:
    """Entrywise factors that are not zero lose nothing."""
    bases = [b for b, e in zip(args[::2], args[1::2], strict=True) if region.live(b)]
    fixed = [b for b, e in zip(args[::2], args[1::2], strict=True) if not region.live(b)]
    if len(bases) == 1 and all(holds(b, "nonzero") for b in fixed):
        return _injective(bases[0], x, region)
    return None


def _of_word(word: Expr, x: Expr, region: Region) -> str | None:
    """``A X B`` with full column rank of A and full row rank of B."""
    places = [k for k, factor in enumerate(word.args) if region.live(factor)]
    if len(places) != 1:
        return None
    whys = [reason(f, "full_column_rank") for f in word.args[: places[0]]]
    whys += [reason(f, "full_row_rank") for f in word.args[places[0] + 1 :]]
    inner = _injective(word.args[places[0]], x, region)
    return "; ".join(w for w in whys if w) if inner and all(whys) else None
