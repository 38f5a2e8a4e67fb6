"""Seconds of processor time for what people ask, appended to history.jsonl and drawn in history.svg.

Processor time and not the clock's, so that a busy machine changes little; each the least of three runs, after one that
loads what is needed.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import extremum as ex

HERE = Path(__file__).parent
HISTORY, PICTURE = HERE / "history.jsonl", HERE / "history.svg"

_REGRESSION = "X[n,m]: full_column_rank; w[m]; y[n]; lam: positive"
_NORMAL = "x[d] for i in 1..N; mu[d]; S[d,d]: positive_definite"
_DENSITY = "-1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) - N/2*logdet(S)"
_RNG = np.random.default_rng(0)
_DATA = {"X": _RNG.normal(size=(200, 10)), "y": np.sign(_RNG.normal(size=200))}

QUESTIONS: dict[str, Callable[[], Any]] = {
    "gradient of ridge regression": lambda: ex.gradient("norm2(X*w - y)^2 + lam*norm2(w)^2", "w", _REGRESSION),
    "Hessian of logistic regression": lambda: ex.hessian("sum(log(1 + exp(-y.*(X*w))))", "w", "X[n,m]; w[m]; y[n]"),
    "derivation of a Gaussian likelihood": lambda: ex.derive(ex.parse(_DENSITY, _NORMAL), "S"),
    "check of a wrong claim": lambda: ex.check("norm2(X*w - y)^2", "w", "X'*(X*w - y)", _REGRESSION),
    "ridge regression solved": lambda: ex.solve(
        "norm2(X*w - y)^2 + lam*norm2(w)^2", "w", "min", declarations=_REGRESSION
    ),
    "curvature of a log-sum-exp": lambda: ex.curvature(ex.parse("log(sum(exp(A*x + b)))", "A[m,n]; x[n]; b[m]"), "x"),
    "logistic regression on data": lambda: ex.minimize("sum(log(1 + exp(-y.*(X*w)))) + norm2(w)^2", "w", _DATA),
    "code of a Gaussian likelihood": lambda: ex.compile(ex.gradient(ex.parse(_DENSITY, _NORMAL), "S")).source,
}


def seconds(ask: Callable[[], Any]) -> float:
    """The least processor time of three runs."""
    ask()
    found = []
    for _ in range(3):
        start = time.process_time()
        ask()
        found.append(time.process_time() - start)
    return min(found)


def import_seconds() -> float:
    """Processor time of a Python that imports the library, less that of one that does not."""
    code = "import time; start = time.process_time(); import extremum; print(time.process_time() - start)"
    return min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
               for _ in range(3))  # fmt: skip


def record() -> dict[str, Any]:
    """A line of the history."""
    said = subprocess.run(
        ["git", "log", "-1", "--format=%h %cs"], cwd=HERE, capture_output=True, text=True, check=False
    )
    commit, _, date = said.stdout.strip().partition(" ")
    found = {"import": import_seconds(), **{name: seconds(ask) for name, ask in QUESTIONS.items()}}
    return {
        "commit": commit, "date": date, "version": ex.__version__, "python": platform.python_version(),
        "machine": platform.machine(), "seconds": {name: round(value, 4) for name, value in found.items()},
    }  # fmt: skip


def history() -> list[dict[str, Any]]:
    """All lines so far."""
    return [json.loads(line) for line in HISTORY.read_text().splitlines()] if HISTORY.exists() else []


def draw(lines: list[dict[str, Any]]) -> None:
    """The picture: a curve each question, on a logarithmic scale."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots()
    for name in lines[-1]["seconds"]:
        axes.semilogy([line["seconds"].get(name, np.nan) for line in lines], "o-", markersize=3, label=name)
    axes.set_xticks(range(len(lines)), [f"{line['commit']}\n{line['date']}" for line in lines], fontsize="x-small")
    axes.set(ylabel="seconds of processor time", title="what people ask, commit by commit")
    axes.grid(alpha=0.3)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside right upper", fontsize="small")
    figure.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    """Measures, appends, draws and prints."""
    line = record()
    with HISTORY.open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    draw(history())
    for name, value in line["seconds"].items():
        print(f"{value:8.4f} s  {name}")


if __name__ == "__main__":
    main()
