"""Fits on samples that are not in memory, beside loops over blocks by hand: ``python benchmarks/blocks.py``.

With ``--rows 10000000`` there are more samples than four million. These, of 20 columns and a label, lie in a Parquet
file that is made first (170 bytes a row). Each fit runs in a process of its own, whose peak of memory is reported
beside that of reading one block. With ``--workers`` the logistic fit is done by one worker of dask.distributed, and by
two.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

COLS = 20
NAMES = [f"x{k}" for k in range(COLS)]
LOGISTIC = "sum(log(1 + exp(-y.*(X*w)))) + lam/2*norm2(w)^2"
GAUSSIAN = "-1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) - N/2*logdet(S)"
BATCH, CHUNK, ROWS, GROUP = 50_000, 1_000_000, 4_000_000, 250_000


def made(path: Path, rows: int) -> None:
    """The samples. A group of rows is a task of a cluster: of three of them two workers make no more than 1.5."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(0)
    w = rng.normal(size=COLS) / 5
    schema = pa.schema([(name, pa.float64()) for name in [*NAMES, "label"]])
    with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
        for begin in range(0, rows, CHUNK):
            X = rng.normal(size=(min(CHUNK, rows - begin), COLS))
            y = np.where(rng.random(len(X)) < 1 / (1 + np.exp(-X @ w)), 1.0, -1.0)
            writer.write_table(pa.table([*X.T, y], schema=schema), row_group_size=GROUP)


def batches(path: Path, columns: list[str]) -> Iterator[Any]:
    """As a person reads them."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path, buffer_size=2**18, pre_buffer=False).iter_batches(BATCH, columns=columns):
        yield np.column_stack([batch.column(k).to_numpy() for k in range(len(columns))])


def gaussian_by_hand(path: Path) -> Any:
    """Mean and covariance by sums."""
    count, total, squares = 0, np.zeros(COLS), np.zeros((COLS, COLS))
    for X in batches(path, NAMES):
        count += len(X)
        total += X.sum(axis=0)
        squares += X.T @ X
    mean = total / count
    return np.concatenate([mean, (squares / count - np.outer(mean, mean)).ravel()])


def logistic_by_hand(path: Path) -> Any:
    """Newton's method: a pass over the samples gives the gradient and the Hessian."""
    w = np.zeros(COLS)
    for _ in range(20):
        gradient, hessian = w.copy(), np.eye(COLS)
        for block in batches(path, [*NAMES, "label"]):
            X, y = block[:, :-1], block[:, -1]
            p = 1 / (1 + np.exp(y * (X @ w)))
            gradient -= X.T @ (y * p)
            hessian += (X.T * (p * (1 - p))) @ X
        step = np.linalg.solve(hessian, gradient)
        w = w - step
        if gradient @ step < 1e-12:
            break
    return w


def gaussian(path: Path) -> Any:
    """By ``fit``."""
    import extremum as ex

    found = ex.fit(
        GAUSSIAN, ["mu", "S"], ex.stream(path, x=NAMES), "x[d] for i in 1..N; mu[d]; S[d,d]: positive_definite"
    )
    return np.concatenate([found["mu"], found["S"].ravel()])


def logistic(path: Path, **more: Any) -> Any:
    """By ``minimize``."""
    import extremum as ex

    found = ex.minimize(LOGISTIC, "w", ex.stream(path, X=NAMES, y="label"), lam=1.0, start={"w": np.zeros(COLS)},
                        declarations="X[n,m]; w[m]; y[n]; lam", **more)  # fmt: skip
    return found.x["w"]


def one_block(path: Path) -> Any:
    """What the libraries take."""
    import extremum  # noqa: F401

    return next(batches(path, NAMES))[0]


def on_workers(count: int) -> Callable[[Path], Any]:
    """The logistic fit on a cluster of so many processes."""

    def run(path: Path) -> Any:
        from distributed import Client, LocalCluster

        make: Any = LocalCluster
        with make(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
            client.run(lambda: __import__("extremum"))
            begun = time.perf_counter()
            found = logistic(path, cluster=client)
            run.seconds = time.perf_counter() - begun  # type: ignore[attr-defined]
        return found

    return run


FITS: dict[str, Callable[[Path], Any]] = {
    "samples": lambda path: 0, "one block": one_block, "gaussian by hand": gaussian_by_hand, "gaussian": gaussian,
    "logistic by hand": logistic_by_hand, "logistic": logistic,
    "logistic, 1 worker": on_workers(1), "logistic, 2 workers": on_workers(2),
}  # fmt: skip


def child(name: str, path: Path) -> None:
    """One fit: its seconds, its peak of memory in MB, and what was found."""
    begun = time.perf_counter()
    found = FITS[name](path)
    seconds = getattr(FITS[name], "seconds", time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"seconds": seconds, "cpu": time.process_time(), "peak": peak, "found": np.asarray(found).tolist()})
    )


def measured(name: str, path: Path, rows: int = ROWS) -> dict[str, Any]:
    """A fit in a process of its own."""
    command = [sys.executable, __file__, "--child", name, "--path", str(path), "--rows", str(rows)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(run.stderr)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def report(path: Path, small: Path, rows: int, workers: bool) -> None:
    """A line a fit: the time of a row is what the samples take beyond a tenth of them, so that what is done once, the
    import, the derivation and its code, is told apart."""
    base = measured("one block", path)
    print(f"{rows:,} rows of {COLS} columns, {path.stat().st_size / 1e9:.2f} GB; one block: {base['peak']:.0f} MB")
    for kind in ("gaussian", "logistic"):
        hand, ours = measured(f"{kind} by hand", path), measured(kind, path)
        few, few_ours = measured(f"{kind} by hand", small), measured(kind, small)
        off = np.abs(np.subtract(hand["found"], ours["found"])).max()
        wall, cpu = ((ours[k] - few_ours[k]) / (hand[k] - few[k]) for k in ("seconds", "cpu"))
        print(
            f"{kind:<10} a row: {wall:.2f} of a loop by hand ({cpu:.2f} in time of processors); "
            f"once: {few_ours['seconds'] - (ours['seconds'] - few_ours['seconds']) / 9:.1f} s; "
            f"all: {ours['seconds']:.1f} s beside {hand['seconds']:.1f} s, "
            f"peak {ours['peak']:.0f} MB (by hand {hand['peak']:.0f}), off by {off:.0e}",
            flush=True,
        )
    if workers:
        one, two = (measured(f"logistic, {name}", path)["seconds"] for name in ("1 worker", "2 workers"))
        print(f"cluster    one worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} times as fast")


def main() -> None:
    """The samples are made, and removed at the end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--child")
    parser.add_argument("--path", type=Path)
    asked = parser.parse_args()
    if asked.child:
        if asked.child == "samples":
            made(asked.path, asked.rows)
        child(asked.child, asked.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "samples.parquet", Path(folder) / "tenth.parquet"
        for each, rows in ((path, asked.rows), (small, asked.rows // 10)):
            measured("samples", each, rows)  # elsewhere: a process begins with the peak of the one that starts it
        report(path, small, asked.rows, asked.workers)


if __name__ == "__main__":
    main()
