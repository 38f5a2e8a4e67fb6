"""Prints both problems, a fit on samples beyond memory, and writes ``out/report.html``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np
from rich.console import Console

from extremum.demo import beyond, gaussian, network, report

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
class Screen:
    """The terminal, with headings."""

    def __init__(self) -> None:
        self.console = Console(soft_wrap=True, highlight=False, markup=False)

    def titled(self, title: str, *lines: object) -> None:
        """A heading, and what stands below it."""
        self.console.print()
        self.console.print(title, style="bold")
        for line in lines:
            self.console.print(str(line))


def main() -> None:
    """Runs the demonstration."""
    screen = Screen()
    screen.console.rule("Gaussian maximum likelihood")
    problem, data = gaussian.derive(), gaussian.iris()
    fitted = problem.solution.evaluate({"x": data})
    _likelihood(screen, problem, fitted, data)
    screen.console.rule("Neural-network weights")
    symbolic = network.symbolic_depth()
    trained = _networks(screen, symbolic)
    _beyond(screen)
    path = Path("out/report.html")
    report.write(path, problem, fitted, data, symbolic, trained)
    screen.console.print(f"\nThe report with formulas and plots: {path}")


def _likelihood(screen: Screen, problem: gaussian.Gaussian, fitted: Mapping[Any, Any], data: Array) -> None:
    screen.titled("The density of a sample", f"p(x[i]) = {problem.density}")
    screen.titled("The log-likelihood", problem.rules, f"L = {problem.likelihood}")
    screen.titled("∂/∂mu", problem.by_mu)
    screen.titled("∂/∂S", problem.by_S)
    screen.titled("Solved", problem.solution)
    mean = np.abs(fitted[problem.mu] - data.mean(axis=0)).max()
    covariance = np.abs(fitted[problem.S] - np.cov(data.T, bias=True)).max()
    compared = f"largest difference from NumPy: mean {mean:.1e}, covariance {covariance:.1e}"
    screen.titled("On the iris measurements", f"mu = {fitted[problem.mu]}\nS =\n{fitted[problem.S]}", compared)


def _networks(screen: Screen, symbolic: network.Symbolic) -> network.Trained:
    screen.titled("m layers, ∂J/∂W[i]", symbolic.by_W)
    screen.titled("m layers, ∂J/∂b[i]", symbolic.by_b)
    screen.titled("Three layers, all gradients in one sweep", network.concrete_depth(3))
    screen.titled("64-32-10 network on scikit-learn's digits")
    trained = network.train()
    ended = trained.minimum
    screen.console.print(f"{ended.message}; loss {ended.value:.5f}; test accuracy {trained.accuracy:.3f}")
    return trained


def _beyond(screen: Screen) -> None:
    found = beyond.fit()
    ended = found.minimum
    screen.titled("Logistic regression on files, by the same call", found.samples, ended.method)
    screen.console.print(f"{ended.message}; {ended.iterations} steps; {found.away:.3f} from the weights of the draw")


if __name__ == "__main__":
    main()
