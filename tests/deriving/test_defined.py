"""Derivations of what an equation defines, also where it has a name."""

from __future__ import annotations

import pytest

import extremum as ex

DEFINED = [
    ("u", ["k", "u: u + exp(u) == k^2"], "k"),
    ("norm2(u)^2", ["k[n]", "o[n]", "u[n]: 2*u == k + o"], "k"),
    ("u^2", ["x[n]", "u: u + exp(u) == norm2(x)^2"], "x"),
]


@pytest.mark.parametrize("style", ["differential", "jacobian"])
@pytest.mark.parametrize(("text", "declared", "wrt"), DEFINED)
def test_what_an_equation_defines_is_derived_by_its_name(text: str, declared: list[str], wrt: str, style: str) -> None:
    inner = ex.parse(text, declared)
    for whole in (ex.named("w", inner), 3 * ex.exp(ex.named("w", inner))):
        derivation = ex.derive(whole, wrt, style=style)
        assert all(line.verdict in ("proved", "agrees") for line in derivation.verify())
        assert ex.check(whole, wrt, derivation.result).right
