"""Products with explicit small matrices: few minuses, and no terms that are minus themselves; on random blocks."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.operations.sum import content
from extremum.simplify.block_factors import factor_before
from extremum.simplify.block_signs import with_few_minuses
from extremum.simplify.odd import without_odd_terms
from extremum.verify.sampling import float_scope
from tests.support.draws import seeds

_DECLARED = "a; b; x[2]; y[2]; X[2,n]; Y[2,n]"


@pytest.mark.parametrize(
    ("formula", "short"),
    [
        ("-2*x'*[-a, b; -b, -a]*y", "2*x'*[a, -b; b, a]*y"),
        ("x'*[-a, b; -b, -a]*y", "-x'*[a, -b; b, a]*y"),
        ("x'*[0, -a; a, 0]*(b*x - y)", "x'*[0, a; -a, 0]*y"),
        ("tr(X'*[0, -a; a, 0]*X)", "0"),
        ("x'*[a, -b; b, a]'*[-b, -a; a, -b]*x", "0"),
        ("[1, 0; 0, 1]*x", "x"),
        ("[-a*b*sin(a); 0; a*b^2]", "a*b*[-sin(a); 0; b]"),
        ("[sin(b)/a; b/a^2]", "[sin(b); b/a]/a"),
        ("[a; a*b; a + b]", "[a; a*b; a + b]"),
    ],
)
def test_rows(formula: str, short: str) -> None:
    assert ex.simplify(ex.parse(formula, _DECLARED)) is ex.parse(short, _DECLARED)


@pytest.mark.parametrize("seed", seeds(6))
@pytest.mark.parametrize("rewritten", [with_few_minuses, without_odd_terms])
def test_random_products_with_blocks_keep_their_value(rewritten: Callable[[Expr], Expr], seed: int) -> None:
    rng = random.Random(seed)
    changed = 0
    for k in range(16):
        p, q = (rng.choice(["-", ""]) + rng.choice("ab") for _ in range(2))
        opposite = q[1:] if q[0] == "-" else f"-{q}"
        skew, other = f"[0, {q}; {opposite}, 0]", f"[{p}, {q}; {opposite}, {p}]"
        middle, ends = rng.choice([skew, other]), rng.choice(["xx", "xy", "XX", "XY"])
        last = rng.choice([ends[1], f"({ends[1]} - a*{ends[0]})", f"({other}*{ends[0]} + {ends[1]})"])
        word = f"{ends[0]}'*{middle}*{last}"
        before = ex.parse(f"{rng.choice(['', '-', '-2*'])}{word}" if ends.islower() else f"tr({word})", _DECLARED)
        for part in (before, content(before)[1]):
            after = rewritten(part)
            changed += after is not part
            scope = float_scope([part, after], np.random.default_rng(k))
            assert np.allclose(scope.value(part), scope.value(after)), f"{part} became {after}"
    assert changed


@pytest.mark.parametrize("seed", seeds(6))
def test_common_factors_of_entries_keep_the_value(seed: int) -> None:
    rng = random.Random(seed)
    changed = 0
    for k in range(8):
        powers = [rng.choice(["a", "a^2", "a*b", "exp(a)", "2*a", "-a", "a/b", "0"]) for _ in range(3)]
        times = rng.choice(["b", "b^2/a", "x[1]", "sin(a)", "x'*y"])
        before = ex.parse(f"[{'; '.join(f'{power}*{times}' for power in powers)}]", _DECLARED)
        if before.op.name == "block":
            after = factor_before(before)
            changed += after is not before
            scope = float_scope([before, after], np.random.default_rng(k))
            assert np.allclose(scope.value(before), scope.value(after)), f"{before} became {after}"
    assert changed
