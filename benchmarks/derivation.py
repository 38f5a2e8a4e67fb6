"""Derivation of an m-layer network, all gradients printed with names: linear in m. And the time of the import.

Run: python benchmarks/derivation.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

import extremum as ex

LAYERS = (10, 100, 1_000, 10_000)


def derive(layers: int, tag: str) -> tuple[float, float, float, int]:
    """Seconds to build the network, to differentiate it, and to print the gradients; and the characters printed."""
    start = time.perf_counter()
    h = [ex.dims(f"h{tag}{k}") for k in range(layers + 1)]
    W = [ex.matrix(f"W{tag}{k}", h[k + 1], h[k]) for k in range(layers)]
    b = [ex.vector(f"b{tag}{k}", h[k + 1]) for k in range(layers)]
    phi, y = ex.function("phi"), ex.vector(f"x{tag}", h[0])
    for k in range(layers):
        y = phi(W[k] @ y + b[k])
    loss = ex.Rational(1, 2) * ex.norm2(y - ex.vector(f"y{tag}", h[layers])) ** 2
    built = time.perf_counter()
    gradients = ex.gradient(loss, [*W, *b])
    swept = time.perf_counter()
    labels = [f"∂J/∂{symbol.name}" for symbol in (*W, *b)]
    text = str(ex.name_shared(dict(zip(labels, gradients, strict=True)), loss))
    printed = time.perf_counter()
    return built - start, swept - built, printed - swept, len(text)


def import_time() -> float:
    """The best of 20: processor seconds that ``import extremum`` adds to a bare interpreter; byte code is kept."""
    with TemporaryDirectory() as kept:
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": kept}

        def seconds(code: str) -> float:
            before = os.times()
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            after = os.times()
            return after.children_user + after.children_system - before.children_user - before.children_system

        def best(code: str) -> float:
            return min(seconds(code) for _ in range(20))

        return best("import extremum") - best("pass")


def main() -> None:
    """Prints the table."""
    derive(10, "warm")
    table = Table("layers", "build s", "differentiate s", "print s", "total s", "µs a layer", "characters")
    for layers in LAYERS:
        build, sweep, write, size = derive(layers, f"m{layers}_")
        total = build + sweep + write
        row = (f"{layers:,}", f"{build:.3f}", f"{sweep:.3f}", f"{write:.3f}", f"{total:.3f}")
        table.add_row(*row, f"{total / layers * 1e6:.0f}", f"{size:,}")
    console = Console()
    console.print(table)
    console.print(f"import extremum: {import_time():.3f} s")


if __name__ == "__main__":
    main()
