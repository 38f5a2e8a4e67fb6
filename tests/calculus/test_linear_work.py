"""Derivation is linear in the size of the expression: calls are counted, no time is measured."""

from __future__ import annotations

import cProfile
import gc
import pstats
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

import extremum as ex
from extremum.algebra.forms import name
from extremum.calculus import asked
from extremum.notation.naming import ByRole
from extremum.notation.part import Part
from tests.support.draws import TIMES

_tags = iter(range(10_000))


def network(layers: int, named: bool = False) -> tuple[ex.Expr, list[ex.Expr]]:
    """A network of new symbols, so that nothing about it is remembered; its loss and its weights."""
    tag = next(_tags)
    h = [ex.dims(f"h{tag}_{k}") for k in range(layers + 1)]
    W = [ex.matrix(f"W{tag}_{k}", h[k + 1], h[k]) for k in range(layers)]
    b = [ex.vector(f"b{tag}_{k}", h[k + 1]) for k in range(layers)]
    y = ex.vector(f"x{tag}", h[0])
    for k in range(layers):
        y = ex.tanh(W[k] @ y + b[k])
    if named:
        y = ex.named(f"output{tag}", y)
    return ex.norm2(y - ex.vector(f"y{tag}", h[layers])) ** 2, [*W, *b]


def gradients(layers: int) -> Callable[[], Any]:
    loss, weights = network(layers)
    return lambda: ex.gradient(loss, weights)


def gradients_by_name(layers: int) -> Callable[[], Any]:
    loss, weights = network(layers)
    return lambda: ex.gradient(loss, [weight.name for weight in weights])


def gradients_of_a_named_output(layers: int) -> Callable[[], Any]:
    loss, weights = network(layers, named=True)
    return lambda: ex.gradient(loss, weights)


def differential(layers: int) -> Callable[[], Any]:
    loss, weights = network(layers)
    return lambda: ex.differential(loss, weights[0])


def printing(layers: int) -> Callable[[], Any]:
    loss, weights = network(layers)
    found = ex.gradient(loss, weights)
    return lambda: str(ex.name_shared({str(w): g for w, g in zip(weights, found, strict=True)}, loss))


def code(layers: int) -> Callable[[], Any]:
    loss, weights = network(layers)
    return lambda: ex.compile([loss, *ex.gradient(loss, weights)]).source


def terms_of_one_sum(count: int) -> Callable[[], Any]:
    tag = next(_tags)
    x = [ex.vector(f"x{tag}_{k}", "n") for k in range(count)]
    total = ex.norm2(sum(x[1:], x[0])) ** 2
    return lambda: ex.gradient(total, x)


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called; those that clear away what other work left behind are none of it."""
    profile = cProfile.Profile()
    gc.collect()
    gc.disable()
    try:
        profile.runcall(work)
    finally:
        gc.enable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


WORK = {gradients: 6, gradients_by_name: 6, gradients_of_a_named_output: 6, differential: 6, printing: 10, code: 10}
"""With the layers from which on it grows evenly."""


@pytest.mark.parametrize(("work", "few"), WORK.items())
def test_twice_the_layers_are_twice_the_work(work: Callable[[int], Callable[[], Any]], few: int) -> None:
    """What every question costs drops out of the differences."""
    layers = few if TIMES == 1 else 20
    work(layers)()  # imports and tables
    counts = [calls(work(size)) for size in (layers, 2 * layers, 4 * layers)]
    assert counts[2] - counts[1] < 2.1 * (counts[1] - counts[0]), (
        f"calls for {layers} layers, twice and four times as many: {counts}"
    )


def test_twice_the_terms_are_twice_the_work() -> None:
    """What arrives at each is one gradient, which is added up once."""
    terms_of_one_sum(300)()
    few, many = (calls(terms_of_one_sum(size)) for size in (300, 600))
    assert many < 2.1 * few


# -- loops in C, which make no calls -----------------------------------------------------------------------------------
class Counted(Mapping[str, ex.Expr]):
    """Declarations that count how often one is read."""

    def __init__(self, given: Mapping[str, ex.Expr]) -> None:
        self.given, self.reads = given, 0

    def __getitem__(self, name: str) -> ex.Expr:
        self.reads += 1
        return self.given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


def test_declarations_are_read_once_for_all_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    loss, weights = network(10)
    declared = Counted({weight.name: weight for weight in weights})
    monkeypatch.setattr(asked, "operator", lambda name: lambda declarations: declared)
    assert asked.variables(loss, weights, ["all of them"]) == weights
    assert declared.reads == len(weights)


class Compared(str):
    """A role that counts how often one is compared with another."""

    comparisons = 0

    def __eq__(self, other: object) -> bool:
        Compared.comparisons += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_names_of_layers_are_numbered_in_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ByRole, "_role", lambda self, part: Compared("e"))
    Compared.comparisons = 0
    names = ByRole(set(), frozenset()).names([(Part("leaf", (), name(f"a{k}")), ()) for k in range(100)])
    assert [form.text for form in names] == [f"e{k}" for k in range(100, 0, -1)]
    assert 0 < Compared.comparisons <= 10 * 100
