"""Generated code beside code written by hand, by an expert: interleaved rounds in one process, medians, one thread.

Run: python benchmarks/code.py [part of a row's name …]
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.pop(0)  # the folder of this file, which would hide the module code
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import scipy
from rich.console import Console
from rich.table import Table

import extremum as ex
from benchmarks.hand import calls, kernels, likelihoods, networks, products
from benchmarks.hand.row import Row
from benchmarks.peers import NAMES, installed, peers

SECONDS, ROUNDS = 1.0, 31
"""A row takes at most so long, in so many rounds."""

LONGEST = 300
"""Seconds after which the rows that are left are not measured."""

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
HISTORY = Path(__file__).parent / "ratios.jsonl"
"""A line a run: when, where, and the ratios by row."""
HEAD = """# Performance of generated code

Written by `make bench` (`benchmarks/code.py`): what `ex.compile` gives beside what an expert writes by hand with NumPy
and SciPy (`benchmarks/hand/`, and the public kernels), on the same data, in float64 on one thread. Both are called in
turn in one process; the times are medians. A goal is the largest ratio that is aimed at; results must agree.
What misses its goal is explained below the table. Where they are installed and have a natural program, jax.jit and
torch stand beside it (`benchmarks/peers.py`): derivatives by automatic differentiation, of the same data."""

LIMITS = Path(__file__).parent / "limits.md"
"""What is known of the rows that miss their goals."""
DEVICES = Path(__file__).parent / "gpu.md"
"""The table of ``gpu.py``, as it was measured where such a device was."""

ROWS = [*likelihoods.ROWS, *products.ROWS, *networks.ROWS, *calls.ROWS, *kernels.ROWS]


def timed(functions: list[Callable[[], Any]]) -> list[float]:
    """Median seconds of each function: in each round every one is called, in turn."""
    count = _repetitions(functions)
    found: list[list[float]] = [[] for _ in functions]
    end = time.perf_counter() + SECONDS
    for round_ in range(ROUNDS):
        for function, times in _turned(list(zip(functions, found, strict=True)), round_):
            start = time.perf_counter()
            for _ in range(count):
                function()
            times.append((time.perf_counter() - start) / count)
        if time.perf_counter() > end and round_ > 3:
            break
    return [median(times) for times in found]


def _turned(items: list[Any], by: int) -> Iterator[Any]:
    yield from (items[(k + by) % len(items)] for k in range(len(items)))


def _repetitions(functions: list[Callable[[], Any]]) -> int:
    """So many calls that the clock is exact."""
    start = time.perf_counter()
    for function in functions:
        function()
    return max(1, int(2e-4 / (time.perf_counter() - start)))


def _several(found: Any) -> Any:
    return found if isinstance(found, tuple) else (found,)


def agree(ours: Any, hand: Any) -> bool:
    """Whether two results are equal up to rounding."""
    pairs = zip(ours, hand, strict=True)
    return all(np.allclose(a, b, rtol=1e-7, atol=1e-8 * (1 + np.abs(b).max(initial=0))) for a, b in pairs)


def measured(row: Row) -> tuple[float, float, dict[str, float], bool]:
    """Seconds of ours, of the expert's, of the peers', and whether results agree."""
    data, exprs = row.data(np.random.default_rng(0)), row.exprs()
    if row.make is None:
        compiled = ex.compile(list(exprs.values()))
        function, used = compiled.function, {a.written: data[a.name] for a in compiled.plan.arguments}
        ours: Callable[[], Any] = lambda: _several(function(**used))  # noqa: E731
    else:
        ours = row.make(exprs, data)
    hand = row.make_hand(data) if row.make_hand else lambda: row.hand(**data)
    same = agree(ours(), hand())
    first, second = timed([ours, hand])
    return first, second, {name: peer_time(run) for name, run in peers(row.name, data).items()}, same


def peer_time(run: Callable[[], Any]) -> float:
    """Median seconds of a peer, which has compiled before; slow ones are not run often."""
    run()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
        if sum(times) > SECONDS:
            break
    return median(times)


Line = tuple[str, ...]
PEERS = tuple(f"{name} ms" for name in NAMES)
COLUMNS = ("problem", "ours ms", "hand ms", "ours / hand", *PEERS, "peer / ours", "goal", "met")


def line(row: Row, late: bool = False) -> Line:
    """The cells of a row; NO where results differ, or what was asked for could not be computed."""
    if late:
        return row.name, "not run", *[""] * (len(COLUMNS) - 4), f"{row.goal}", "NO"
    try:
        ours, hand, others, same = measured(row)
    except Exception as error:  # one row that fails is no reason to lose the others
        return row.name, type(error).__name__, *[""] * (len(COLUMNS) - 4), f"{row.goal}", "NO"
    met = "yes" if same and ours / hand <= row.goal else "NO" if same else "NO: another result"
    beside = [f"{others[name] * 1e3:.3f}" if name in others else "" for name in NAMES]
    best = f"{min(others.values()) / ours:.1f}" if others else ""
    own = f"{ours * 1e3:.3f}", f"{hand * 1e3:.3f}", f"{ours / hand:.2f}"
    return row.name, *own, *beside, best, f"{row.goal}", met


def page(lines: list[Line]) -> str:
    """The table as a page."""
    rows = ["| " + " | ".join(cells) + " |" for cells in (COLUMNS, ("---",) * len(COLUMNS), *lines)]
    limits, *devices = [file.read_text(encoding="utf-8").strip() for file in (LIMITS, DEVICES) if file.exists()]
    after = [text for one in (limits, _machine(), *devices) for text in (one, "")]
    return "\n".join([HEAD, "", _summary(lines), "", *rows, "", *after])


def _summary(lines: list[Line]) -> str:
    return f"{sum(cells[-1] == 'yes' for cells in lines)} of {len(lines)} goals are met."


def _machine() -> str:
    """What the numbers were measured with."""
    return f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}, {_processor()}."


def _processor() -> str:
    try:
        names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return names[0].partition(":")[2].strip() if names else platform.machine()


def remembered(lines: list[Line]) -> None:
    """Appends the ratios to the history."""
    ratios = {cells[0]: cells[3] for cells in lines}
    entry = {"date": time.strftime("%Y-%m-%d"), "machine": _machine(), "ratios": ratios}
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def main(parts: list[str]) -> None:
    """Prints the table; of all rows it is written to docs/performance.md too."""
    console, table = Console(width=150), Table(*COLUMNS)
    lines, start = [], time.perf_counter()
    for row in ROWS:
        if not parts or any(part in row.name for part in parts):
            lines.append(line(row, time.perf_counter() - start > LONGEST))
            table.add_row(*lines[-1], style="" if lines[-1][-1] == "yes" else "red")
    console.print(table)
    console.print(_summary(lines))
    missing = [name for name in NAMES if name not in installed()]
    if missing:
        console.print(f"without peers that are not installed: {', '.join(missing)}")
    if not parts:
        PAGE.write_text(page(lines), encoding="utf-8")
        remembered(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
