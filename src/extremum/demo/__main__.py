"""Prints both problems and writes ``out/report.html``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.console import Console

from extremum.demo import gaussian, network, report


def main() -> None:
    """Runs the demonstration."""
    console = Console(soft_wrap=True, highlight=False, markup=False)

    def title(text: str) -> None:
        console.print()
        console.print(text, style="bold")

    console.rule("Gaussian maximum likelihood")
    problem = gaussian.derive()
    title("The density of a sample")
    console.print(f"p(x[i]) = {problem.density}")
    title("The log-likelihood")
    console.print(str(problem.rules))
    console.print(f"L = {problem.likelihood}")
    title("∂/∂mu")
    console.print(str(problem.by_mu))
    title("∂/∂S")
    console.print(str(problem.by_S))
    title("Solved")
    console.print(str(problem.solution))
    data = gaussian.iris()
    fitted = problem.solution.evaluate({"x": data})
    mean = np.abs(fitted[problem.mu] - data.mean(axis=0)).max()
    covariance = np.abs(fitted[problem.S] - np.cov(data.T, bias=True)).max()
    title("On the iris measurements")
    console.print(f"mu = {fitted[problem.mu]}\nS =\n{fitted[problem.S]}")
    console.print(f"largest difference from NumPy: mean {mean:.1e}, covariance {covariance:.1e}")

    console.rule("Neural-network weights")
    symbolic = network.symbolic_depth()
    title("m layers, ∂J/∂W[i]")
    console.print(str(symbolic.by_W))
    title("m layers, ∂J/∂b[i]")
    console.print(str(symbolic.by_b))
    title("Three layers, all gradients in one sweep")
    console.print(str(network.concrete_depth(3)))
    title("64-32-10 network on scikit-learn's digits")
    trained = network.train()
    console.print(f"{trained.minimum.message}; loss {trained.minimum.value:.5f}; test accuracy {trained.accuracy:.3f}")

    path = Path("out/report.html")
    report.write(path, problem, fitted, data, symbolic, trained)
    console.print(f"\nThe report with formulas and plots: {path}")


if __name__ == "__main__":
    main()
