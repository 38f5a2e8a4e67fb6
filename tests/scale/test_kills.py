"""Runs over blocks that are killed, or that find the disk full: nothing is lost, and what happened is said."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import extremum as ex

rng = np.random.default_rng(0)
X = rng.normal(size=(80, 3))
t = X @ [1.0, -2.0, 0.5]
LOSS, DECLARED = "sum_i((x[i]'*w - t[i])^4)", "x[m] for i in 1..n; t for i in 1..n; w[m]"


def run(path: Path, killed_at: int | None = None) -> Any:
    """Newton's method, whose steps become shorter by a third each time; killed where it reads so many blocks."""
    read = 0

    def blocks() -> Iterator[dict[str, Any]]:
        nonlocal read
        for k in range(0, 80, 10):
            read += 1
            if read == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            yield {"x": X[k : k + 10], "t": t[k : k + 10]}

    samples = ex.stream(blocks, x="x", t="t")
    return ex.minimize(
        LOSS, "w", samples, declarations=DECLARED, method="Newton", start={"w": np.zeros(3)}, checkpoint=path
    )


def in_a_child(work: Callable[[], Any]) -> int:
    """How a child process that does the work ends."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def test_a_run_over_blocks_that_is_killed_ends_the_same(tmp_path: Path) -> None:
    whole = run(tmp_path / "whole.npz")
    assert whole.iterations > 20
    for moment in np.random.default_rng(1).integers(10, 40, size=10):  # one and the same run, killed again and again
        ended = in_a_child(partial(run, tmp_path / "run.npz", int(moment)))
        assert os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
    found = run(tmp_path / "run.npz")
    assert found.status == whole.status and found.iterations == whole.iterations
    assert found.history == whole.history and np.array_equal(found.x["w"], whole.x["w"])


def test_a_disk_that_is_full_costs_the_run_nothing(tmp_path: Path) -> None:
    """A process that may write no file: the run goes on to its end, and says that nothing was kept."""
    whole = run(tmp_path / "whole.npz")

    def short_of_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
        found = run(tmp_path / "run.npz")
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        np.save(tmp_path / "found.npy", found.x["w"])
        (tmp_path / "said").write_text(found.message)

    in_a_child(short_of_room)
    assert np.array_equal(np.load(tmp_path / "found.npy"), whole.x["w"])
    assert "run.npz could not be written: File too large" in (tmp_path / "said").read_text()
    assert not (tmp_path / "run.npz").exists() and not (tmp_path / "run.npz.part").exists()
