"""The same samples from every kind of source: one result, and the same words for what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import extremum as ex

RNG = np.random.default_rng(3)
ROWS, COLUMNS = 900, ["a", "b", "c"]
X = RNG.normal(size=(ROWS, 3))
y = X @ [1.0, -2.0, 0.5] + RNG.normal(size=ROWS)
TEXTS = {"moments": "norm2(X*w - y)^2", "passes": "sum(sqrt(1 + (X*w - y).^2))"}


def arrays(folder: Path, X: Any, y: Any) -> Any:
    return ex.stream(X=X, y=y, block=130)


def files(folder: Path, X: Any, y: Any) -> Any:
    np.save(folder / "X.npy", X)
    np.save(folder / "y.npy", y)
    return ex.stream(X=str(folder / "X.npy"), y=str(folder / "y.npy"), block=130)


def iterator(folder: Path, X: Any, y: Any) -> Any:
    return ex.stream(lambda: ({"X": X[k : k + 70], "y": y[k : k + 70]} for k in range(0, len(X), 70)))


def parquet(folder: Path, X: Any, y: Any, order: tuple[str, ...] = ("a", "b", "c", "y")) -> Any:
    arrow, written = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {**dict(zip(COLUMNS, X.T, strict=True)), "y": y}
    written.write_table(arrow.table({name: columns[name] for name in order}), folder / "d.parquet", row_group_size=130)
    return ex.stream(str(folder / "d.parquet"), X=COLUMNS, y="y")


def table(folder: Path, X: Any, y: Any) -> Any:
    frame = pytest.importorskip("pandas").DataFrame(X, columns=COLUMNS).assign(y=y)
    return ex.stream(frame[["y", "c", "a", "b"]], X=COLUMNS, y="y")


def dask(folder: Path, X: Any, y: Any) -> Any:
    made = pytest.importorskip("dask.array").from_array
    return ex.stream(X=made(X, chunks=(200, 3)), y=made(y, chunks=200))


def partitions(folder: Path, X: Any, y: Any) -> Any:
    frame = pytest.importorskip("pandas").DataFrame(X, columns=COLUMNS).assign(y=y)
    return ex.stream(pytest.importorskip("dask.dataframe").from_pandas(frame, npartitions=3), X=COLUMNS, y="y")


SOURCES: dict[str, Callable[[Path, Any, Any], Any]] = {
    "arrays": arrays, "files": files, "an iterator": iterator, "parquet": parquet, "a table": table, "dask": dask,
    "partitions": partitions, "parquet in another order": partial(parquet, order=("y", "c", "a", "b")),
}  # fmt: skip


@cache
def whole(text: str) -> Any:
    return fitted(text, {"X": X, "y": y})


def fitted(text: str, data: Any) -> Any:
    return ex.minimize(text, "w", data, declarations="X[n,m]; w[m]; y[n]")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_all_sources_give_one_result(source: str, text: str, tmp_path: Path) -> None:
    found, wanted = fitted(text, SOURCES[source](tmp_path, X, y)), whole(text)
    assert found.converged and wanted.converged
    assert np.allclose(found.x["w"], wanted.x["w"], rtol=1e-10)
    assert found.value == pytest.approx(wanted.value, rel=1e-12)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_row_that_is_no_number_is_named(source: str, text: str, tmp_path: Path) -> None:
    wrong = X.copy()
    wrong[567, 1] = np.nan
    row = "row 267, column 1 (b) of piece 1" if source == "partitions" else "row 567, column 1"
    with pytest.raises(ex.DataError, match="X has the entry nan") as error:
        fitted(text, SOURCES[source](tmp_path, wrong, y))
    assert row in str(error.value)


@pytest.mark.parametrize("source", [name for name in SOURCES if name != "partitions"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_source_without_rows_is_refused(source: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(ex.DataError, match=r"has no rows|has no blocks"):
        fitted(text, SOURCES[source](tmp_path, X[:0], y[:0]))
    with pytest.raises(ex.DataError, match="have no rows"):
        fitted(text, {"X": X[:0], "y": y[:0]})
