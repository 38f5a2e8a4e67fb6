"""Compiled expressions against their own evaluation, on random data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.names import numbers_in
from extremum.compiling.compiled import Compiled
from extremum.data.binding import interpreted, leaves_of
from extremum.verify.sampling import sample_data
from tests.cases import checks


def compared(exprs: Mapping[str, ex.Expr], seeds: int = 2, tolerance: float = 1e-9) -> Compiled:
    """The compiled function, found to agree with evaluation in values and shapes."""
    function = ex.compile(dict(exprs))
    roots = list(exprs.values())
    for seed in range(seeds):
        data, sizes = sample_data(roots, np.random.default_rng(seed))
        numbers = {name: size for name, size in sizes.items() if name in numbers_in(roots)}
        with np.errstate(all="ignore"):
            agree(function(**data, **numbers), exprs, data, numbers, tolerance)
    return function


def agree(
    found: Mapping[str, Any], exprs: Mapping[str, ex.Expr], data: Mapping[str, Any], numbers: Mapping[str, Any],
    tolerance: float = 1e-9,
) -> None:  # fmt: skip
    """Asserts that values are those of the expressions' own evaluation."""
    for label, expr in exprs.items():
        used = leaves_of([expr])
        given = {name: value for name, value in data.items() if name in used or callable(value)}
        wanted = interpreted(expr, {**given, **numbers})
        assert np.shape(found[label]) == np.shape(wanted), (label, expr)
        np.testing.assert_allclose(found[label], wanted, rtol=tolerance, atol=tolerance, err_msg=str(expr))


def code(function: Compiled) -> str:
    """The body of the function, without its docstring."""
    text = function.source.rpartition('"""\n')[2]
    return "\n".join(line[4:] for line in text.rstrip().splitlines())


def case_data(
    entry: Mapping[str, Any], function: Any, rng: np.random.Generator
) -> tuple[dict[str, Any], dict[str, int]]:
    """Random data of a public case, and the sizes that they do not tell."""
    values = {name: checks.sample(info, rng) for name, info in entry["vars"].items()}
    data = {a.name: values[a.name] for a in function.plan.arguments if a.leaf is not None}
    if entry.get("family") in data:
        data[entry["family"]] = data[entry["family"]].T
    whole = {name: value for name, value in values.items() if isinstance(value, int)}
    needed = numbers_in(list(function.plan.results.values()))
    return data, {name: value for name, value in {**checks.SIZES, **whole}.items() if name in needed}
