"""A folder with data, and a way to run the command line in it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from extremum.cli.app import app

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: ``data.npz`` with X (20×3), w, y and t; ``y.npy``; ``X.csv`` with names of columns."""
    rng = np.random.default_rng(0)
    X, w = rng.normal(size=(20, 3)), np.array([1.0, -2.0, 0.5])
    y = X @ w + 0.1 * rng.normal(size=20)
    np.savez(tmp_path / "data.npz", X=X, w=w, y=y, t=np.sign(y))
    np.save(tmp_path / "y.npy", y)
    np.savetxt(tmp_path / "X.csv", X, delimiter=",", header="a,b,c", comments="")
    question = {"text": "norm2(A*x - b)^2", "wrt": "x", "declarations": "A[m,n]; x[n]"}
    (tmp_path / "question.json").write_text(json.dumps({"question": question, "answer": "2*A'*(A*x - b)"}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a line as a shell would, without the leading ``extremum``."""

    def runner(line: str, stdin: str | None = None) -> Result:
        words = shlex.split(line)
        return CliRunner().invoke(app, words[1:] if words[:1] == ["extremum"] else words, input=stdin)

    return runner
