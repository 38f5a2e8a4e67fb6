"""Streams: every source gives the minimum of the same data in memory, and what is wrong with them is said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import extremum as ex
from extremum.scale.stream import Stream

LOGISTIC = "sum(log(1 + exp(-y.*(X*w)))) + lam/2*norm2(w)^2"
DECLARED = "X[n,m]; w[m]; y[n]; lam"
rng = np.random.default_rng(0)
X = rng.normal(size=(500, 3))
y = np.where(rng.random(500) < 1 / (1 + np.exp(-X @ [1.0, -1.0, 0.5])), 1.0, -1.0)
NAMES = ["a", "b", "c"]
TABLE = pd.DataFrame(X, columns=NAMES).assign(label=y)


def fitted(data: Any, **more: Any) -> Any:
    return ex.minimize(LOGISTIC, "w", data, lam=1.0, declarations=DECLARED, **more)


def blocks() -> Iterator[dict[str, Any]]:
    for k in range(0, 500, 70):
        yield {"X": X[k : k + 70], "y": y[k : k + 70]}


def tables() -> Iterator[pd.DataFrame]:
    for k in range(0, 500, 70):
        yield TABLE.iloc[k : k + 70]


def saved(path: Path) -> dict[str, str]:
    np.save(path / "X.npy", X)
    np.save(path / "y.npy", y)
    return {"X": str(path / "X.npy"), "y": str(path / "y.npy")}


def parquet(path: Path, table: pd.DataFrame = TABLE) -> str:
    for k in range(2):
        table.iloc[k * 300 : (k + 1) * 300].to_parquet(path / f"part{k}.parquet", row_group_size=100)
    return str(path)


def dask_arrays(path: Path) -> Stream:
    from dask import array as arrays

    array: Any = arrays

    return ex.stream(X=array.from_array(X, chunks=(100, 3)), y=array.from_array(y, chunks=100), block=60)


def dask_table(path: Path) -> Stream:
    from dask import dataframe as tables

    dataframe: Any = tables

    return ex.stream(dataframe.from_pandas(TABLE, npartitions=3), X=NAMES, y="label")


SOURCES: dict[str, Callable[[Path], Any]] = {
    "arrays": lambda path: ex.stream(X=X, y=y, block=64),
    "lists": lambda path: ex.stream(X=X.tolist(), y=y.tolist()),
    "whole numbers": lambda path: ex.stream(X=X, y=y.astype(int), block=64),
    "a dict": lambda path: ex.stream({"X": X, ex.vector("y", "n"): y}, block=64),
    "names of files": saved,
    "streamed files": lambda path: ex.stream(saved(path), block=99),
    "memory maps": lambda path: {k: np.load(v, mmap_mode="r") for k, v in saved(path).items()},
    "a part of a memory map": lambda path: {k: np.load(v, mmap_mode="r")[:] for k, v in saved(path).items()},
    "a table": lambda path: ex.stream(TABLE, X=NAMES, y="label", block=50),
    "a folder": lambda path: ex.stream(parquet(path), X=NAMES, y="label", block=33),
    "a pattern": lambda path: ex.stream(f"{parquet(path)}/part?.parquet", X=NAMES, y="label"),
    "files": lambda path: ex.stream(sorted(Path(parquet(path)).iterdir()), X=NAMES, y="label"),
    "a function": lambda path: ex.stream(blocks),
    "a function of tables": lambda path: ex.stream(tables, X=NAMES, y="label"),
    "functions": lambda path: ex.stream([lambda: list(blocks())[:4], lambda: list(blocks())[4:]]),
    "dask arrays": dask_arrays,
    "a dask table": dask_table,
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_all_sources_give_the_same(source: str, tmp_path: Path) -> None:
    whole, found = fitted({"X": X, "y": y}), fitted(SOURCES[source](tmp_path))
    assert found.status == whole.status == "converged" and found.method == whole.method
    assert np.allclose(found.x["w"], whole.x["w"], rtol=1e-12) and found.value == pytest.approx(whole.value, rel=1e-12)


def test_families_and_fits() -> None:
    loglik = "-sum_i(log(1 + exp(-t[i]*(x[i]'*w))))"
    declared = "x[m] for i in 1..n; t for i in 1..n; w[m]"
    whole = ex.fit(loglik, "w", {"x": X, "t": y}, declared)
    found = ex.fit(loglik, "w", ex.stream(x=X, t=y, block=77), declared)
    assert np.allclose(found["w"], whole["w"]) and np.allclose(found.standard_errors, whole.standard_errors)
    assert np.allclose(found.robust_standard_errors, whole.robust_standard_errors)
    assert found.value("w[1]*w[2]") == pytest.approx(whole.value("w[1]*w[2]"))


def test_a_pass_gives_value_gradient_and_hessian() -> None:
    """One pass an iteration, one at the start, and one away from the end, which tells a minimum from an inflection."""
    passes = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal passes
        passes += 1
        yield from blocks()

    found = fitted(ex.stream(counted, X="X", y="y"))
    look, count = 1, 1  # for the shapes, and for the number of rows
    assert found.iterations >= 3 and passes <= found.iterations + 2 + look + count


def test_compiled_functions_go_through_them() -> None:
    f = ex.parse("sum(log(1 + exp(-y.*(X*w))))/n + norm2(w)^2", DECLARED)
    for exprs in (f, [f, ex.gradient(f, "w")], {"f": f, "H": ex.hessian(f, "w")}, ex.parse("X*w", DECLARED)):
        run, w = ex.compile(exprs), np.array([0.5, -1.0, 2.0])
        whole, found = run(X=X, y=y, w=w), run({**ex.stream(X=X, y=y, block=64), "w": w})
        assert type(whole) is type(found)
        values = [
            dict(enumerate(v if isinstance(v, tuple) else [v])) for v in (whole, found) if not isinstance(v, dict)
        ]
        pairs = zip(*(one.values() for one in values or [whole, found]), strict=True)
        assert all(np.allclose(one, other) for one, other in pairs)


def test_moments_are_taken_once() -> None:
    """A quadratic in the unknowns: the samples are read in one pass by each function, however many steps there are."""
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        count += 1
        yield from blocks()

    ex.minimize("norm2(X*w - y)^2", "w", ex.stream(counted, X="X", y="y"), declarations=DECLARED, method="L-BFGS-B",
                tolerance=1e-12)  # fmt: skip
    assert count <= 5


def test_what_cannot_be_taken_in_blocks_is_read_whole() -> None:
    text, declared = "y'*inv(v*X*X' + eye(n))*y + logdet(v*X*X' + eye(n))", "X[n,m]; y[n]; v: positive"
    some = {"X": X[:20], "y": y[:20]}
    assert ex.minimize(text, "v", ex.stream(some, block=7), declarations=declared).x["v"] == pytest.approx(
        ex.minimize(text, "v", some, declarations=declared).x["v"]
    )


def test_corners_and_constraints_read_them_whole() -> None:
    lasso = "norm2(X*w - y)^2 + 50*sum(abs(w))"
    for more in ({}, {"constraints": "sum(w) == 1"}):
        text = lasso if not more else "norm2(X*w - y)^2"
        found = ex.minimize(text, "w", ex.stream(X=X, y=y, block=99), declarations=DECLARED, **more)  # type: ignore[arg-type]
        whole = ex.minimize(text, "w", {"X": X, "y": y}, declarations=DECLARED, **more)  # type: ignore[arg-type]
        assert np.allclose(found.x["w"], whole.x["w"], atol=1e-8) and found.converged


@pytest.mark.parametrize("stated", ["sum(w) == 1", "w >= 0", "norm2(w)^2 <= 1/4", "sum(w) <= 1/2"])
def test_constraints_beside_a_stream(stated: str) -> None:
    """The rows go by in blocks, and the minimum is that of the whole."""
    found = fitted(ex.stream(X=X, y=y, block=99), constraints=stated)
    whole = fitted({"X": X, "y": y}, constraints=stated)
    assert found.converged and whole.converged
    np.testing.assert_allclose(found.x["w"], whole.x["w"], atol=2e-5)


@pytest.mark.parametrize("place", [(0, 0), (217, 2), (499, 1)])
def test_what_is_not_finite_is_found(place: tuple[int, int], tmp_path: Path) -> None:
    row, column = place
    wrong = X.copy()
    wrong[place] = np.nan
    said = rf"X has the entry nan at row {row}, column {column}; remove"
    with pytest.raises(ex.DataError, match=said):
        fitted(ex.stream(X=wrong, y=y, block=64))
    table = TABLE.copy()
    table.iloc[row, column] = np.inf
    said = rf"the entry inf at row {row % 300}, column {column} \({NAMES[column]}\) of .*part{row // 300}.parquet"
    with pytest.raises(ex.DataError, match=said):
        fitted(ex.stream(parquet(tmp_path, table), X=NAMES, y="label"))


def test_what_is_declared_is_checked() -> None:
    text, declared = "sum_i(v*t[i] - log(v))", "t for i in 1..n: positive; v: positive"
    good = np.abs(y) + 1
    assert ex.minimize(text, "v", ex.stream(t=good, block=50), declarations=declared).x["v"] == pytest.approx(0.5)
    good[321] = -1
    with pytest.raises(ex.DataError, match="t is declared positive, but its data are not at row 321"):
        ex.minimize(text, "v", ex.stream(t=good, block=50), declarations=declared)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ex.stream("nowhere.parquet", X=NAMES), "there are no files"),
        (lambda: ex.stream(X=X, y=y[:3]), "their rows: X 500, y 3"),
        (lambda: ex.stream(), "a stream needs samples"),
        (lambda: ex.stream(3), "is made of a path, a table, a function"),
        (lambda: ex.stream(X="data.csv"), "is no .npy file; for Parquet give ex.stream"),
        (lambda: ex.stream(X="nowhere.npy"), "cannot be read as an array"),
        (lambda: ex.stream(TABLE, X=["a", "z"]), "the table has no column 'z'"),
        (lambda: ex.stream(TABLE, X=[1]), "by the name of a column"),
        (lambda: ex.stream(X=X, block=0), "block is the number of rows"),
        (lambda: ex.stream(lambda: iter([])), "the iterator has no blocks"),
        (lambda: ex.stream(tables), "of tables say which columns"),
        (lambda: fitted({**ex.stream(X=X), "y": y}), "y has a row a sample, as X has"),
        (lambda: fitted({**ex.stream(X=X), **ex.stream(y=y)}), "come from several streams"),
        (lambda: fitted(ex.stream(X=X, y=y[:, None])), "y needs a number a row"),
        (lambda: fitted(ex.stream(X=X, y=np.array(["a"] * 500))), "y has entries of type"),
        (lambda: fitted(ex.stream(lambda: [{"X": X}, {"X": X}], X="X", y="y")), "a block has no y"),
        (lambda: fitted(ex.stream(lambda: [{"X": X, "y": y}, {"X": X[:, :2], "y": y}])), "X has a block of shape"),
        (lambda: fitted(ex.stream(X=X, y=y), n=3), "n is 3, but the"),
        (lambda: ex.minimize("norm2(X*w - y)^2", "w", ex.stream(X=X, y=y), declarations="X[500,m]; w[m]; y[500]"),
         "the number of samples is to be a letter"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(ex.DataError, match=said):
        make()


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ex.UnsupportedError, match=r"pip install 'extremum\[data\]'"):
        ex.stream(path, X=NAMES)
    (tmp_path / "text.parquet").write_text("no Parquet")
    monkeypatch.undo()
    with pytest.raises(ex.DataError, match="cannot be read as Parquet"):
        ex.stream(str(tmp_path / "text.parquet"), X=NAMES)
    with pytest.raises(ex.DataError, match=r"has no column 'lable'; did you mean label\?"):
        ex.stream(path, X=NAMES, y="lable")
