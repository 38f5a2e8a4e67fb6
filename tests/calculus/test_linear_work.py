"""Derivation is linear in the size of the expression: calls are counted, no time is measured."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from typing import Any

import pytest

import extremum as ex

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


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called."""
    profile = cProfile.Profile()
    profile.enable()
    work()
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("work", [gradients, gradients_of_a_named_output, differential, printing, code])
def test_twice_the_layers_are_twice_the_work(work: Callable[[int], Callable[[], Any]]) -> None:
    work(5)()  # imports and tables
    small, large = calls(work(30)), calls(work(60))
    assert large < 2.3 * small, f"{small} calls for 30 layers, {large} for 60"
