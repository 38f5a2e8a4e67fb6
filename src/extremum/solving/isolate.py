"""Solving ``E = 0`` by general rules: drop what is invertible, multiply inverses away, solve what is linear."""

from __future__ import annotations

from dataclasses import dataclass, field

from extremum.algebra.dims import Dim
from extremum.algebra.facts import reason
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traits import NONLINEAR
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c
from extremum.operations.elementwise import slope
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.factor import factored
from extremum.simplify.search import simplify
from extremum.solving.entries import NotNumberByNumberError, named, number_by_number
from extremum.solving.exponentials import exponentials_split
from extremum.solving.unwrap import undone


@dataclass(frozen=True, slots=True)
class Move:
    """One step of solving: the rule, the equation ``left = right`` after it, and why it may be done."""

    rule: str
    left: Expr
    right: Expr
    why: str = ""


@dataclass(slots=True)
class Isolated:
    """A solved equation: the value, the steps, and what must be invertible for it."""

    value: Expr
    moves: list[Move]
    conditions: list[Expr] = field(default_factory=list)


def isolate(equation: Expr, unknown: Expr) -> Isolated | None:
    """The solution of ``equation = 0`` for ``unknown``; None where these rules find none."""
    moves: list[Move] = []
    current = simplify(equation)
    for _ in range(_LIMIT):
        if not contains(current, [unknown]):
            return None
        linear = solve_linear(current, unknown)
        if linear is not None:
            return Isolated(linear.value, moves + linear.moves, linear.conditions)
        step = _drop(current) or _multiply_away(current, unknown) or _undo(current, unknown) or _split(current, unknown)
        if step is None:
            found = _peel(current, unknown) or _number_by_number(current, unknown)
            return None if found is None else Isolated(found.value, moves + found.moves, found.conditions)
        moves.append(step)
        if step.left is unknown:
            return Isolated(step.right, moves)
        current = simplify(c.subtract(step.left, step.right))
    return None


_LIMIT = 12


# -- removing factors --------------------------------------------------------------------------------------------------
def _zero(expr: Expr) -> Expr:
    return c.number(0) if expr.is_scalar else c.like_zeros(expr)


def _drop(equation: Expr) -> Move | None:
    """``A·B = 0`` with A invertible leaves ``B = 0``; nonzero scalars go too."""
    _, core = content(equation)
    if core.op is SUM:
        core = factored(core)
        _, core = content(core)
    if core.op is SUM:
        return None
    _, scalars, word = factors(core)
    if core.is_scalar:
        return _drop_scalars(core)
    live = [s for s in scalars if not reason(s, "nonzero")]
    if len(word) > 1 and reason(word[0], "invertible"):
        rest, dropped = c.product(*live, *word[1:]), word[0]
    elif len(word) > 1 and reason(word[-1], "invertible"):
        rest, dropped = c.product(*live, *word[:-1]), word[-1]
    elif len(live) < len(scalars) or core is not equation:
        return (
            Move("divide by what is not zero", c.product(*live, *word), _zero(equation))
            if core is not equation
            else None
        )
    else:
        return None
    return Move(
        f"drop the factor {dropped}", simplify(rest), _zero(rest), f"invertible: {reason(dropped, 'invertible')}"
    )


def _drop_scalars(core: Expr) -> Move | None:
    kept = [c.power(b, e) for b, e in pairs(core) if not reason(b, "nonzero")]
    if len(kept) == len(pairs(core)):
        return None
    rest = c.hadamard(*kept) if kept else c.number(1)
    return Move("divide by what is not zero", rest, c.number(0))


# -- multiplying inverses away -----------------------------------------------------------------------------------------
def weight(expr: Expr, unknown: Expr) -> int:
    """How often the unknown is written; inside an inverse, a power or a function more, and most below a line."""
    memo: dict[Expr, int] = {}
    for node in topological([expr]):
        own = int(node is unknown)
        inner = sum(memo[arg] for arg in node.args)
        if node.op.name == "hadamard":
            inner += sum(memo[base] * _extra(exponent) for base, exponent in pairs(node))
        memo[node] = own + (2 * inner if node.op.linear is NONLINEAR else inner)
    return memo[expr]


def _extra(exponent: Expr) -> int:
    if exponent is c.number(1):
        return 0
    return 2 if c.is_number(exponent) and c.value_of(exponent) < 0 else 1


def _multiply_away(equation: Expr, unknown: Expr) -> Move | None:
    """Multiplies by the inverse of an invertible factor that holds the unknown, where that lessens its occurrences."""
    options: list[tuple[int, Move]] = []
    before = weight(equation, unknown)
    for side, factor in _outer_factors(equation, unknown):
        if equation.is_scalar:
            multiplier = c.power(factor, -1)
            left = _each(equation, lambda t, m=multiplier: c.product(t, m))
        else:
            multiplier = c.inverse(factor)
            left = _each(
                equation,
                lambda t, m=multiplier, s=side: c.product(m, t) if s == "left" else c.product(t, m),
            )
        after = weight(left, unknown)
        if after < before:
            why = reason(factor, "nonzero" if equation.is_scalar else "invertible") or ""
            move = Move(
                f"multiply by {multiplier}" + ("" if equation.is_scalar else f" on the {side}"), left, _zero(left), why
            )
            options.append((after, move))
    return min(options, key=lambda option: (option[0], str(option[1].left)))[1] if options else None


def _undo(equation: Expr, unknown: Expr) -> Move | None:
    """Undoes the one function around the unknown."""
    found = undone(equation, unknown)
    return None if found is None else Move(found.rule, found.inner, found.value, found.why)


def _peel(equation: Expr, unknown: Expr) -> Isolated | None:
    """Solves for ``inv(X)`` where the unknown stands only there, and inverts both sides."""
    if unknown.is_scalar or unknown.rows is not unknown.cols:
        return None
    inner = c.build(
        "symbol", (), (unreachable(f"inv({unknown.name})"), unknown.rows, unknown.cols, unknown.assumptions)
    )
    inverse = c.inverse(unknown)
    within = replace(equation, {inverse: inner, c.transpose(inverse): c.transpose(inner)})
    found = None if contains(within, [unknown]) else solve_linear(within, inner)
    if found is None:
        return None
    value = simplify(c.inverse(found.value))
    moves = [Move(m.rule, replace(m.left, {inner: inverse}), m.right, m.why) for m in found.moves]
    return Isolated(value, [*moves, Move("invert both sides", unknown, value)], [*found.conditions, found.value])


def _split(equation: Expr, unknown: Expr) -> Move | None:
    """Takes a scalar unknown out of exponentials of sums."""
    split = exponentials_split(equation, unknown) if unknown.is_scalar else equation
    if split is equation:
        return None
    return Move("exponentials of sums are products", split, _zero(split), f"{unknown} is a number")


def _number_by_number(equation: Expr, unknown: Expr) -> Isolated | None:
    """Solves for each entry, or each eigenvalue, where each has an equation of its own."""
    found = number_by_number(equation, unknown)
    if found is None:
        return None
    numbers, lowered = found
    solved = isolate(lowered, numbers.number)
    if solved is None:
        return None
    try:
        value = simplify(numbers.whole(solved.value))
        moves = [
            Move(named(m.rule, numbers), numbers.whole(m.left), numbers.whole(m.right), named(m.why, numbers))
            for m in solved.moves[:-1]
        ]
        needed = [numbers.condition(k) for k in solved.conditions]
    except NotNumberByNumberError:
        return None
    why = solved.moves[-1].rule
    return Isolated(value, [*moves, Move(f"{numbers.each}: {why}", unknown, value)], needed)


def _each(equation: Expr, change: object) -> Expr:
    assert callable(change)
    return c.combine([(q, change(term)) for q, term in terms_of(equation)])


def _outer_factors(equation: Expr, unknown: Expr) -> list[tuple[str, Expr]]:
    found: dict[tuple[str, Expr], None] = {}
    for _, term in terms_of(equation):
        _, _, word = factors(term)
        if equation.is_scalar:
            for base, exponent in pairs(term):
                divides = c.is_number(exponent) and c.value_of(exponent) < 0  # so it is not zero where this is defined
                if contains(base, [unknown]) and c.is_number(exponent) and (divides or reason(base, "nonzero")):
                    found["left", c.power(base, exponent)] = None
            continue
        for side, factor in (("left", word[0]), ("right", word[-1])) if word else ():
            if contains(factor, [unknown]) and factor.rows is factor.cols and reason(factor, "invertible"):
                found[side, factor] = None
    return list(found)


# -- linear equations --------------------------------------------------------------------------------------------------
def solve_linear(equation: Expr, unknown: Expr) -> Isolated | None:
    """The solution where the equation is affine in the unknown: its Jacobian is free of it."""
    if has_jumps(equation, unknown):
        return None
    jacobian = simplify(chained(equation, unknown))
    if contains(jacobian, [unknown]) or c.is_zero(jacobian):
        return None
    rest = simplify(c.multiple(-1, replace(equation, {unknown: _zero(unknown)})))
    left = simplify(c.add(equation, rest))
    if unknown.is_column:
        left = min(left, simplify(c.product(jacobian, unknown)), key=cost)
    moves = [Move("collect the unknown on the left", left, rest)]
    solved = _invert(jacobian, rest, unknown)
    if solved is None:
        return None
    value, needed = solved
    moves.append(Move("divide" if unknown.is_scalar else "multiply by the inverse", unknown, value))
    return Isolated(value, moves, [m for m in needed if not reason(m, "nonzero" if m.is_scalar else "invertible")])


def has_jumps(equation: Expr, unknown: Expr) -> bool:
    """Whether a function that is constant but for its jumps, such as the sign, is taken of the unknown."""
    functions = (n for n in topological([equation]) if n.op.name == "elementwise" and contains(n, [unknown]))
    return any(c.is_zero(slope(node)) for node in functions)


def _invert(jacobian: Expr, rest: Expr, unknown: Expr) -> tuple[Expr, list[Expr]] | None:
    """Solves ``J vec(X) = vec(C)`` in the best form that the structure of J allows."""
    if unknown.is_scalar:
        return (c.product(rest, c.power(jacobian, -1)), [jacobian]) if rest.is_scalar else None
    if unknown.is_column and rest.is_column:
        return (_times_inverse(jacobian, rest), [jacobian]) if jacobian.rows is jacobian.cols else None
    whole, scalars, word = factors(jacobian)
    lead = c.power(c.product(c.number(whole), *scalars), -1)
    if len(word) == 1 and word[0].op.name == "eye":
        return simplify(c.product(lead, rest)), []
    if len(word) == 1 and word[0].op.name == "commutation":
        return simplify(c.product(lead, c.transpose(rest))), []
    sides = two_sided(word)
    if sides is not None:
        a, b, turned = sides
        if a.rows is a.cols and b.rows is b.cols:
            value = simplify(c.product(lead, c.inverse(a), rest, c.inverse(b)))
            return (c.transpose(value) if turned else value), [m for m in (a, b) if m.op.name != "eye"]
    if jacobian.rows is not jacobian.cols:
        return None
    stacked = c.product(c.inverse(jacobian), c.vec(rest))
    return c.unvec(stacked, unknown.rows, unknown.cols), [jacobian]


def _times_inverse(matrix: Expr, column: Expr) -> Expr:
    return simplify(c.product(c.inverse(matrix), column))


def two_sided(word: tuple[Expr, ...]) -> tuple[Expr, Expr, bool] | None:
    """(A, B, transposed) of ``A X B`` (or ``A X' B``) from its Jacobian ``(B' ⊗ A)`` (or ``(B' ⊗ A) K``)."""
    if len(word) == 1 and word[0].op.name == "kron":
        return word[0].args[1], c.transpose(word[0].args[0]), False
    if len(word) == 2 and word[0].op.name == "kron" and word[1].op.name == "commutation":
        return word[0].args[1], c.transpose(word[0].args[0]), True
    return _common_side(word[0]) if len(word) == 1 and word[0].op is SUM else None


def _common_side(jacobian: Expr) -> tuple[Expr, Expr, bool] | None:
    """``Σ (I ⊗ A_k) = I ⊗ Σ A_k``, and likewise on the other side; a multiple of the identity is ``I ⊗ I``."""
    krons = [t.args for _, t in terms_of(jacobian) if t.op.name == "kron"]
    if not krons:
        return None
    size_b, size_a = krons[0][0].rows, krons[0][1].rows
    lefts: list[Expr | None] = []
    rights: list[Expr | None] = []
    for q, term in terms_of(jacobian):
        inner, scalars, word = factors(term)
        sides = _sides(word, size_b, size_a)
        if sides is None:
            return None
        lead = c.product(c.number(q * inner), *scalars)
        b, a = sides
        lefts.append(c.product(lead, a) if b.op.name == "eye" else None)
        rights.append(c.product(lead, b) if a.op.name == "eye" else None)
    if None not in lefts:
        return c.add(*(e for e in lefts if e is not None)), c.eye(size_b), False
    if None not in rights:
        return c.eye(size_a), c.transpose(c.add(*(e for e in rights if e is not None))), False
    return None


def _sides(word: tuple[Expr, ...], size_b: Dim, size_a: Dim) -> tuple[Expr, ...] | None:
    """(B, A) of ``B ⊗ A``."""
    if len(word) == 1 and word[0].op.name == "kron":
        return word[0].args
    return (c.eye(size_b), c.eye(size_a)) if word == (c.eye(size_b * size_a),) else None
