"""Rates along directions that keep a structure are those of the function, to all digits."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.verify.rates import rates


@pytest.mark.parametrize("f", ["5*t^2*softplus(arcsinh(ones(n)))'*p", "t^2*sum(p)", "(sqrt(t^2 + 1)*ones(n))'*p"])
def test_what_is_constant_on_the_simplex_has_the_rate_zero(f: str) -> None:
    """A direction has the sum 0 exactly: to 17 digits alone, the rate is that of rounding."""
    n = ex.dims("n")
    p, t = ex.vector("p", n, "simplex"), ex.scalar("t")
    function = ex.parse(f, [p, t])
    found = [rates(function, p, [ex.zeros(n)], number=k) for k in range(4)]
    assert all(rate is not None and rate.precise and rate.agree(0) for rate in found)
