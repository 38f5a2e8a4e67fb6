"""Runs that are stopped, killed and taken up again, and runs from several starts."""

from __future__ import annotations

import os
import signal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.optimize import processes, runs
from extremum.optimize.checkpoint import Checkpoint
from extremum.optimize.watch import Watch

VALLEY = "sum((ones(n) - p).^2) + 100*sum((q - p.^2).^2)"
START = {"p": np.linspace(-1.2, 1, 4), "q": np.linspace(1, 2, 4)}
rng = np.random.default_rng(0)
SAMPLES = {"x": rng.normal(size=(60, 3)), "t": rng.normal(size=60)}
WAYS: dict[str, dict[str, Any]] = {
    "Newton": {},
    "gradients": {"method": "L-BFGS-B", "tolerance": 1e-12},
    "batches": {"batch": 20, "max_iterations": 30, "learning_rate": 0.01},
}


def run(way: str, **options: Any) -> Any:
    if way == "batches":
        declared = "v[d]; x[d] for i in 1..N; t for i in 1..N"
        loss = "sum_i((v'*x[i] - t[i])^2 + (v'*x[i])^4)/60"
        return ex.minimize(loss, "v", SAMPLES, declarations=declared, **WAYS[way], **options)
    return ex.minimize(VALLEY, ["p", "q"], start=START, declarations="p[n]; q[n]", **WAYS[way], **options)


def killed_at(iteration: int, way: str, path: Path) -> None:
    """A child process that is killed in an iteration."""
    child = os.fork()
    if child == 0:

        def kill(at: int, value: float, point: Any) -> None:
            if at == iteration:
                os.kill(os.getpid(), signal.SIGKILL)

        run(way, checkpoint=path, callback=kill)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("way", WAYS)
def test_a_run_that_is_killed_ends_the_same(way: str, tmp_path: Path) -> None:
    whole = run(way, checkpoint=tmp_path / "whole.npz")
    moments = sorted(np.random.default_rng(1).choice(np.arange(2, min(whole.iterations, 30)), 4, replace=False))
    for moment in moments:  # one and the same run, killed again and again
        killed_at(int(moment), way, tmp_path / "run.npz")
    found = run(way, checkpoint=tmp_path / "run.npz")
    assert found.status == whole.status and found.iterations == whole.iterations
    assert found.value == whole.value and found.history == whole.history
    assert all(np.array_equal(found.x[name], whole.x[name]) for name in found.x)


def test_a_checkpoint_of_another_problem_and_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    run("Newton", checkpoint=path)
    with pytest.raises(ex.DataError, match="is of another problem or of other options"):
        run("batches", checkpoint=path)
    path.write_bytes(b"PK")
    with pytest.raises(ex.DataError, match="is no checkpoint of minimize"):
        run("Newton", checkpoint=path)
    with pytest.raises(ex.ExtremumError, match="checkpoint is the name of a file, not 3"):
        run("Newton", checkpoint=3)


def test_a_disk_that_is_full_costs_the_run_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, watch = Checkpoint(tmp_path / "run.npz", "a problem"), Watch(10)
    disk.keep(np.ones(2), watch, {})

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np, "savez", full)
        disk.keep(np.zeros(2), watch, {})
    assert "No space left on device" in disk.trouble and list(tmp_path.iterdir()) == [tmp_path / "run.npz"]
    found = disk.load(watch, 2)
    assert found is not None and np.array_equal(found[0], np.ones(2))
    with monkeypatch.context() as patched:
        patched.setattr(np, "savez", full)
        assert "could not be written: No space left" in run("Newton", checkpoint=tmp_path / "other.npz").message


def test_several_starts() -> None:
    """Two minima, at -1.3 and 1.1 nearly: the lower one is found, and how many starts end there is said."""
    text = "a^4 - 3*a^2 + a"
    single = [ex.minimize(text, "a", declarations="a", seed=seed).value for seed in range(8)]
    found = ex.minimize(text, "a", declarations="a", starts=8)
    roots = np.polynomial.Polynomial([1, -6, 0, 4]).roots()
    assert found.value == pytest.approx(min(r**4 - 3 * r**2 + r for r in roots.real), abs=1e-9)
    assert list(found.values) == single
    agree = int(np.sum(np.abs(np.array(single) - found.value) < 1e-6))
    assert f"the best of 8 starts, {agree} of which end at this value" in found.message


WAVES = "sum_i((t[i] - sin(a*x[i]'*v))^2)"


@cache
def in_waves() -> Any:
    """The ends from three starts."""
    declared = "v[d]; a; x[d] for i in 1..N; t for i in 1..N"
    return ex.minimize(WAVES, ["v", "a"], SAMPLES, declarations=declared, starts=3, seed=3)


@pytest.mark.parametrize("code", ["", "exit(1)", "import os; os.kill(os.getpid(), 9)"])
def test_starts_in_processes(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ends are those of one run after another, also where processes fail or are killed."""

    in_turn = in_waves()
    asked: list[int] = []
    monkeypatch.setattr(runs, "_LONG", 0.0)
    if code:
        monkeypatch.setattr(processes, "_CODE", code)
    read = processes._read

    def counted(process: Any) -> Any:
        got = read(process)
        asked.extend(got)
        return got

    monkeypatch.setattr(processes, "_read", counted)
    elsewhere = in_waves.__wrapped__()
    assert sorted(asked) == ([] if code else [4, 5])
    assert (
        elsewhere.values == in_turn.values and len(set(elsewhere.values)) > 1 and elsewhere.message == in_turn.message
    )
    assert all(np.array_equal(elsewhere.x[name], in_turn.x[name]) for name in ("v", "a"))


def test_starts_that_cannot_be_sent_are_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_LONG", 0.0)
    seen: list[int] = []
    ex.minimize("a^4 - 3*a^2 + a", "a", declarations="a", starts=3, callback=lambda k, value, point: seen.append(k))
    assert seen.count(1) == 3


def test_starts_that_are_interrupted_give_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_LONG", 0.0)

    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(processes, "_read", stopped)
    found = ex.minimize("a^4 - 3*a^2 + a", "a", declarations="a", starts=3)
    assert "1 of 3 starts were run: it was interrupted" in found.message and found.converged
