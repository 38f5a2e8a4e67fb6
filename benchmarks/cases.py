"""The public cases: how long each answer takes and how long it is, beside the expected one.

Run: python -m benchmarks.cases [part of a case's name …]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from rich.console import Console
from rich.table import Table

import extremum as ex
from extremum.algebra.errors import UndeclaredError, UnsupportedError
from tests.cases import checks

SLOW, LIMIT = 0.1, 2.0
"""Seconds that no case, and all cases together, should take."""


def timed(entry: checks.Entry) -> tuple[float, ex.Expr | None]:
    """Seconds to read a case, differentiate and simplify it; and the answer, or None where an operation is missing."""
    start = time.perf_counter()
    try:
        found = checks.answer(entry)
    except (UnsupportedError, UndeclaredError, ImportError):
        return 0.0, None
    return time.perf_counter() - start, found


def main(parts: list[str]) -> None:
    """Prints the table."""
    console, table = Console(), Table("case", "ms", "right", "symbols and operations", "expected", "answer")
    entries = [e for e in checks.load() if not parts or any(part in e["id"] for part in parts)]
    ex.simplify(checks.answer(checks.load()[0]))  # the grammar and the libraries are loaded once
    total, slowest, longer, right, missing = 0.0, 0.0, 0, 0, []
    for entry in entries:
        seconds, found = timed(entry)
        if found is None:
            missing.append(entry["id"])
            continue
        total, slowest = total + seconds, max(slowest, seconds)
        size = checks.lengths(entry, found)
        fine = checks.distance(entry, found, 0) < 1e-8 and bool(checks.equality(entry, found))
        longer, right = longer + size.longer, right + fine
        style = "red" if size.longer or not fine or seconds > SLOW else ""
        row = (entry["id"], f"{seconds * 1e3:.1f}", "yes" if fine else "NO", str(size.ours), str(size.expected))
        table.add_row(*row, str(found), style=style)
    console.print(table)
    console.print(f"{right} of {len(entries)} right, {longer} longer than expected")
    console.print(f"missing: {', '.join(missing) or 'none'}")
    console.print(f"all together {total:.2f} s (at most {LIMIT:.0f} s), slowest {slowest * 1e3:.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
