"""Scores and observed information: derivatives of a log-likelihood by coordinates of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient, jacobian
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.statistics.blocks import Blocks, pairs, place_of
from extremum.statistics.parameters import Parameter, freed, returned


@dataclass(frozen=True, slots=True)
class Score(Mapping[str, Expr]):
    """The gradients of the log-likelihood by parameter, each of its parameter's shape, within its structure."""

    parameters: tuple[Parameter, ...]
    values: tuple[Expr, ...]  # type: ignore[assignment]

    def __getitem__(self, name: Expr | str) -> Expr:
        return self.values[place_of(self.parameters, name)]

    def __iter__(self) -> Iterator[str]:
        return (parameter.moved for parameter in self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)


def score_of(loglik: Expr, parameters: Sequence[Parameter]) -> Score:
    """The gradients, each within the structure of its parameter."""
    found = gradient(freed(loglik, parameters), [p.free for p in parameters])
    return Score(tuple(parameters), tuple(returned(g, parameters) for g in found))


def score_vectors(loglik: Expr, parameters: Sequence[Parameter]) -> list[Expr]:
    """The gradients by coordinates, ``B' vec(G)``."""
    return [returned(g, parameters) for g in _slopes(loglik, parameters)]


def _slopes(loglik: Expr, parameters: Sequence[Parameter]) -> list[Expr]:
    found = gradient(freed(loglik, parameters), [p.free for p in parameters], convention="unstructured")
    return [_along(g, p) for g, p in zip(found, parameters, strict=True)]


def _along(g: Expr, parameter: Parameter) -> Expr:
    stacked = g if g.is_column else c.vec(g)
    return simplify(c.product(c.transpose(parameter.basis), stacked))


def observed_information(loglik: Expr, parameters: Sequence[Parameter]) -> Blocks:
    """Minus the Hessian in coordinates: ``-B_p' ∂vec(G_p)/∂vec(X_q)' B_q``."""
    slopes = _slopes(loglik, parameters)
    upper = {
        (i, j): returned(_columns(c.multiple(-1, slopes[i]), parameters[j]), parameters)
        for i, j in pairs(len(parameters))
    }
    return Blocks(tuple(parameters), upper)


def _columns(expr: Expr, parameter: Parameter) -> Expr:
    """The Jacobian by coordinates."""
    plain = jacobian(expr, parameter.free, convention="unstructured")
    return simplify(c.product(plain, parameter.basis))


def columns_of(g: Expr, parameter: Parameter, parameters: Sequence[Parameter]) -> Expr:
    """The Jacobian of a function of the parameters by the coordinates of one."""
    return returned(_columns(freed(g, parameters), parameter), parameters)
