"""The public problems: how long a solve takes, and an honest no, in time of the processor.

Run: python -m benchmarks.solving [part of a case's name …]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from rich.console import Console
from rich.table import Table

import extremum as ex
from tests.solving import judge, problem_cases

USUAL, SLOW, HARD = 0.05, 1.0, 3.0
"""Seconds of the processor that half of the solves, every solve, and an honest no should take at most."""


@dataclass(frozen=True, slots=True)
class Timed:
    """seconds: of the call, with the reading of its texts; end: the kind of the extremum, or how it was refused."""

    name: str
    seconds: float
    end: str
    solved: bool


def calls() -> Iterator[tuple[str, Callable[[], Any]]]:
    """The solves of all public cases, by name."""
    for case in judge.CASES:
        yield case["id"], lambda case=case: judge.solved(case)
    for case in problem_cases.PROBLEMS:
        if case["id"] not in {*problem_cases.UNREADABLE, *problem_cases.UNSTATED}:
            asked = problem_cases.translated(case)
            yield case["id"], lambda asked=asked: ex.solve(**asked)


def timed(name: str, call: Callable[[], Any]) -> Timed:
    """How long a call takes the first time it is asked, and how it ends."""
    start = time.process_time()
    try:
        end, solved = call().kind, True
    except (ex.UnsupportedError, ex.NoExtremumError) as error:
        end, solved = type(error).__name__, False
    return Timed(name, time.process_time() - start, end, solved)


def line(what: str, seconds: list[float], allowed: float) -> str:
    """The median and the slowest of a group of calls."""
    if not seconds:
        return f"{what}: none"
    late = sum(s > allowed for s in seconds)
    return (
        f"{what}: {len(seconds)}, median {median(seconds) * 1e3:.0f} ms, slowest {max(seconds):.2f} s, "
        f"{late} over {allowed:.0f} s"
    )


def main(parts: list[str]) -> None:
    """Prints the table, the slowest first."""
    console, table = Console(), Table("case", "ms", "end")
    ex.solve("x'*x - 2*a'*x", "x", "min", declarations="x[n]; a[n]")  # the grammar and the libraries are loaded once
    found = [timed(*each) for each in calls() if not parts or any(part in each[0] for part in parts)]
    for each in sorted(found, key=lambda each: -each.seconds):
        late = each.seconds > (SLOW if each.solved else HARD)
        table.add_row(each.name, f"{each.seconds * 1e3:.0f}", each.end, style="red" if late else "")
    console.print(table)
    solved, refused = ([each.seconds for each in found if each.solved is solved] for solved in (True, False))
    console.print(line("solved", solved, SLOW))
    console.print(line("honest noes", refused, HARD))
    console.print(f"half of the solves should take at most {USUAL * 1e3:.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
