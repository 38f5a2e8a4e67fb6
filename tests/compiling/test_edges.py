"""The values at the edges of ``test_extremes.py`` in each backend."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import extremum as ex
from tests.compiling import test_extremes as edges
from tests.compiling.test_backends import drawn, installed

EDGES: dict[str, Callable[[], None]] = {
    "quotients": partial(edges.test_quotients, "exp(s)/(1 + exp(s))"),
    **{f"margin {m:g} {t}": partial(edges.test_margins, t, m) for t in edges.LOGISTIC for m in (38.0, 1000.0, -1000.0)},
    **{
        f"{text} at {scale:g}": partial(edges.test_log_sum_exp, text, scale)
        for text in ("log(sum(exp(A*x)))", "log(sum_i(exp(a[i]'*x)))")
        for scale in (1e4, -1e4)
    },
    "contrastive": edges.test_contrastive_loss_at_a_low_temperature,
    "determinants": edges.test_log_determinant_of_what_is_large_or_small,
    "condition": edges.test_condition,
    "far": edges.test_data_far_from_the_origin,
    **{f"few {row[0]}": partial(edges.test_few_samples_and_equal_sizes, *row) for row in edges.FORMULAS},
}


@pytest.mark.parametrize(("name", "edge"), drawn(list(EDGES)))
def test_edge(name: str, edge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compile: Any = partial(ex.compile, backend=installed(name))
    monkeypatch.setattr(ex, "compile", compile)
    EDGES[edge]()
