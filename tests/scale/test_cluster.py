"""Passes as tasks of dask.distributed: the minimum is that of this process, also where a worker is killed in a run."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import extremum as ex

NAMES = ["a", "b", "c"]
rng = np.random.default_rng(0)
TABLE = pd.DataFrame(rng.normal(size=(600, 3)), columns=NAMES)
TABLE["label"] = np.where(rng.random(600) < 1 / (1 + np.exp(-TABLE["a"])), 1.0, -1.0)
WRONG = TABLE.assign(b=np.where(np.arange(600) == 421, np.nan, TABLE["b"]))


def fitted(samples: Any, **more: Any) -> Any:
    return ex.minimize(
        "sum(log(1 + exp(-y.*(X*w)))) + lam/2*norm2(w)^2", "w", samples, lam=1.0,
        declarations="X[n,m]; w[m]; y[n]; lam", **more,
    )  # fmt: skip


def stored(path: Path, table: pd.DataFrame = TABLE) -> Any:
    table.to_parquet(path / "samples.parquet", row_group_size=50)
    return ex.stream(str(path / "samples.parquet"), X=NAMES, y="label", block=20)


class Done:
    """A task that was sent as bytes, done, and whose result comes back as bytes."""

    def __init__(self, task: Any, pieces: Any) -> None:
        self.sent = pickle.dumps((task, pieces))

    def result(self) -> Any:
        task, pieces = pickle.loads(self.sent)
        return pickle.loads(pickle.dumps(task(pieces)))


class Elsewhere:
    """What a client of a cluster does, in this process."""

    def __init__(self) -> None:
        self.tasks = self.cancelled = 0

    def map(self, task: Any, parts: Any, pure: bool, retries: int) -> list[Done]:
        assert not pure and retries > 0
        self.tasks += len(parts)
        return [Done(task, part) for part in parts]

    def cancel(self, futures: Any) -> None:
        self.cancelled += len(futures)


def test_tasks_are_sent_and_merged(tmp_path: Path) -> None:
    client = Elsewhere()
    here, there = fitted(stored(tmp_path)), fitted(stored(tmp_path), cluster=client)
    assert there.converged and there.method == here.method and there.iterations == here.iterations
    assert np.allclose(there.x["w"], here.x["w"], rtol=1e-12)
    assert client.tasks == client.cancelled > 12 * there.evaluations and client.tasks % 12 == 0
    loglik, declared = "-sum(log(1 + exp(-y.*(X*w))))", "X[n,m]; w[m]; y[n]"
    fits = [ex.fit(loglik, "w", stored(tmp_path), declared, cluster=one) for one in (None, client)]
    assert np.allclose(fits[0].standard_errors, fits[1].standard_errors, rtol=1e-9)
    with pytest.raises(ex.DataError, match=r"X has the entry nan at row 421, column 1 \(b\) of .*samples.parquet"):
        fitted(stored(tmp_path, WRONG), cluster=client)
    with pytest.raises(ex.UnsupportedError, match=r"cluster= takes a dask.distributed.Client, not 3"):
        fitted(stored(tmp_path), cluster=3)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers, processes of their own."""
    from distributed import Client, LocalCluster

    make: Any = LocalCluster
    join: Any = Client
    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "silence_logs": 50}
    with make(n_workers=2, **options) as cluster, join(cluster) as found:
        yield found


def blocks(path: Path, k: int) -> Iterator[dict[str, Any]]:
    """A piece of the samples; the worker that reads the fourth one for the third time is killed, once."""
    for _ in range(1 if k == 3 else 0):
        times = len(list(path.glob("read*")))
        (path / f"read{times}").touch()
        if times == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    some = TABLE.iloc[k * 50 : (k + 1) * 50]
    yield {"X": some[NAMES].to_numpy(), "y": some["label"].to_numpy()}


@pytest.mark.long
@pytest.mark.filterwarnings("default")
def test_the_loss_of_a_worker_costs_a_retry(client: Any, tmp_path: Path) -> None:
    pieces = [partial(blocks, tmp_path, k) for k in range(12)]
    found = fitted(ex.stream(pieces, X="X", y="y"), cluster=client)
    assert len(list(tmp_path.glob("read*"))) > 3
    whole = fitted(ex.stream(pieces, X="X", y="y"), cluster=client)
    assert found.converged and np.array_equal(found.x["w"], whole.x["w"]) and found.history == whole.history
    with pytest.raises(ex.DataError, match=r"X has the entry nan at row 421, column 1 \(b\) of .*samples.parquet"):
        fitted(stored(tmp_path, WRONG), cluster=client)
