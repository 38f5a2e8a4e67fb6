"""The report ``out/report.html``: formulas in MathML, which browsers render by themselves, and plots."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import extremum as ex
from extremum.demo.gaussian import Gaussian
from extremum.demo.network import Symbolic, Trained
from extremum.notation.mathml import mathml

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1, h2, h3 { line-height: 1.2; } table { border-collapse: collapse; margin: 1rem 0; }
td { padding: .35rem .6rem; vertical-align: middle; } td:last-child { color: #666; font-size: .85rem; }
td:first-child { text-align: right; } img { max-width: 100%; } math { font-size: 1.1rem; }
.formula { margin: .9rem 0 .9rem 1.5rem; }
"""


def write(
    path: Path, gaussian: Gaussian, fitted: dict[ex.Expr, Any], data: Any, symbolic: Symbolic, trained: Trained
) -> None:
    """Writes the report."""
    solution = gaussian.solution
    parts = [
        "<h1>Two problems, from paper to numbers</h1>",
        "<h2>Gaussian maximum likelihood</h2><p>The density of one sample:</p>",
        _formula(gaussian.density),
        "<p>The log-likelihood of all samples:</p>",
        _formula(gaussian.likelihood),
        "<h3>Derivative with respect to the mean</h3>",
        gaussian.by_mu.to_html(),
        "<h3>Derivative with respect to the covariance</h3>",
        gaussian.by_S.to_html(),
        "<h3>Solved</h3>",
        *(_equation(symbol, solution) for symbol in solution.values),
        f"<p>{escape(solution.kind)}: {escape(solution.reason)}.</p>",
        *(f"<p>Condition: {escape(str(condition))}.</p>" for condition in solution.conditions),
        *(f"<p>Note: {escape(note)}.</p>" for note in solution.notes),
        _image(_gaussian_plot(data, fitted[gaussian.mu], fitted[gaussian.S])),
        "<h2>Neural-network weights</h2>",
        symbolic.by_W.to_html(),
        f"<p>Trained on scikit-learn's digits: test accuracy {trained.accuracy:.3f}.</p>",
        _image(_curve(trained.minimum.history)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f'<meta charset="utf-8"><title>extremum: two problems</title><style>{_STYLE}</style>'
    body = "\n".join(parts)
    path.write_text(f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n')


def _formula(expr: ex.Expr) -> str:
    return f'<div class="formula">{mathml(expr)}</div>'


def _equation(symbol: ex.Expr, solution: Any) -> str:
    return f'<div class="formula">{mathml(symbol)} = {solution.to_mathml(symbol)}</div>'


def _image(figure: Figure) -> str:
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    return f'<p><img alt="plot" src="data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"></p>'


def _figure(width: float, height: float) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(width, height))
    return figure, figure.subplots()


def _gaussian_plot(data: Any, mean: Any, covariance: Any) -> Figure:
    """The first and third measurement, with the ellipses of one and two standard deviations of the fit."""
    import numpy as np

    figure, axes = _figure(6, 4.5)
    first, second = 0, 2
    axes.scatter(data[:, first], data[:, second], s=12, alpha=0.6, label="iris")
    root = np.linalg.cholesky(covariance[np.ix_([first, second], [first, second])])
    angle = np.linspace(0, 2 * np.pi, 200)
    circle = root @ np.stack([np.cos(angle), np.sin(angle)])
    for radius in (1, 2):
        axes.plot(mean[first] + radius * circle[0], mean[second] + radius * circle[1], "C3", label=f"{radius} σ")
    axes.set(xlabel="sepal length in cm", ylabel="petal length in cm", title="the fitted Gaussian")
    axes.legend()
    return figure


def _curve(history: Any) -> Figure:
    figure, axes = _figure(6, 3.5)
    axes.semilogy(history)
    axes.set(xlabel="iteration", ylabel="mean loss", title="training on digits")
    axes.grid(alpha=0.3)
    return figure
