"""Many different small questions in one process; what stays in memory afterwards: python -m tests.soak --count 1000000

No two questions are alike (names, numbers and dimensions differ), so nothing that was kept for one serves another.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import _TABLE


def least_squares(k: int) -> str:
    """A gradient with its own names."""
    n, m = ex.dims(f"n{k} m{k}")
    A, x, b = ex.matrix(f"A{k}", n, m), ex.vector(f"x{k}", m), ex.vector(f"b{k}", n)
    return str(ex.gradient(ex.norm2(A @ x - b) ** 2 + k * ex.sum(ex.exp(x)), x))


def from_text(k: int) -> str:
    """A gradient of an expression that is read."""
    f = ex.parse(f"log(1 + {k}*x'*S*x)", [f"S[n + {k}, n + {k}]: symmetric", f"x[n + {k}]"])
    return str(ex.gradient(f, "x"))


def determinant(k: int) -> str:
    """A gradient within a structure, in LaTeX."""
    n = ex.dims(f"n{k}")
    S, B = ex.matrix("S", n, n, "positive_definite"), ex.matrix(f"B{k}", n, n)
    return str(ex.latex(ex.gradient(ex.logdet(S) + k * ex.tr(B @ ex.inv(S)), S)))


def samples(k: int) -> str:
    """A sum over samples."""
    n, N = ex.dims("n N")
    z, w, i = ex.samples(f"z{k}", n, N), ex.vector("w", n), ex.index("i", N)
    return str(ex.gradient(ex.sum((w.T @ z[i] - k) ** 2, i), w))


QUESTIONS: tuple[Callable[[int], str], ...] = (least_squares, from_text, determinant, samples)


def ask(first: int, count: int) -> None:
    """Puts ``count`` questions, from the number ``first`` on."""
    for k in range(first, first + count):
        QUESTIONS[k % len(QUESTIONS)](k)


def living() -> tuple[int, int]:
    """How many nodes and dimensions there are once cycles are collected."""
    while gc.collect():  # what goes with a cycle is found by the next collection
        pass
    return len(_TABLE), len(Dim._table)


def resident() -> float:
    """Megabytes of memory that the process has (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main() -> int:
    """Prints the memory fifty times; says whether the second half grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    count = parser.parse_args().count
    part, sizes, start = max(count // 50, 1), [], time.perf_counter()
    for first in range(0, count, part):
        ask(first + 2, part)
        nodes, dims = living()
        sizes.append(resident())
        seconds = time.perf_counter() - start
        told = f"{first + part:>9,} questions {seconds:8.1f} s {nodes:>7,} nodes {dims:>6,} dimensions"
        print(f"{told} {sizes[-1]:7.1f} MB", flush=True)
    grown = sizes[-1] - sizes[len(sizes) // 2]
    print(f"the second half grew by {grown:.1f} MB")
    return 1 if grown > max(2.0, 0.02 * sizes[-1]) else 0


if __name__ == "__main__":
    sys.exit(main())
