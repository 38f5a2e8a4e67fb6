"""Products that chains have in common are found with work that grows with the chains; what is found computes them."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.compiling.passes import products
from extremum.compiling.term import Term


def gradients(factors: int) -> dict[str, ex.Expr]:
    """Those of the trace of a product: as many chains, each as long as the product."""
    matrices = [ex.matrix(f"A{k}", "n", "n") for k in range(factors)]
    product = matrices[0]
    for matrix in matrices[1:]:
        product = product @ matrix
    return {matrix.name: ex.gradient(ex.tr(product), matrix) for matrix in matrices}


def read(factors: int, patch: pytest.MonkeyPatch) -> int:
    """How many factors are read while the common products are looked for."""
    count, replaced = 0, products._replaced

    def counting(word: products.Word, by: dict[products.Word, Term]) -> products.Word:
        nonlocal count
        count += len(word)
        return replaced(word, by)

    with patch.context() as there:
        there.setattr(products, "_replaced", counting)
        ex.compile(gradients(factors))
    return count


def test_long_chains_are_read_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    for factors in (16, 32, 64):
        assert 0 < read(factors, monkeypatch) < 4 * factors**2


@pytest.mark.parametrize("factors", [2, 3, 8, 21])
def test_all_gradients_of_a_long_trace(factors: int) -> None:
    rng = np.random.default_rng(factors)
    data = {f"A{k}": rng.normal(size=(3, 3)) for k in range(factors)}
    compiled = ex.compile(gradients(factors))
    found = compiled(**data)
    for at, name in enumerate(data):
        others = [data[f"A{k % factors}"] for k in range(at + 1, at + factors)]
        expected = np.linalg.multi_dot(others).T if len(others) > 1 else others[0].T
        np.testing.assert_allclose(found[name], expected, rtol=1e-9, atol=1e-9 * abs(expected).max())


def test_each_common_product_is_computed_once() -> None:
    """From both ends at most 3n - 6 products would do; the pairs need no more."""
    for factors in (4, 8, 30):
        assert ex.compile(gradients(factors)).source.count(" @ ") <= 3 * factors - 6
