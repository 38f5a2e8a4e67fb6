"""How long our answers are beside an expert's: the operations that a person reads, counted alike on both sides.

Run: python -m benchmarks.readability [part of a case's name …]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from rich.console import Console
from rich.table import Table

import extremum as ex
from tests.cases.operations import operations

CASES = Path(__file__).parents[1] / "tests/cases/data/readable.json"


def shown(entry: dict[str, str]) -> str:
    """The answer as it is shown: with names for what repeats where they shorten it by a fifth."""
    f = ex.parse(entry["text"], entry["declarations"])
    kinds: dict[str, Callable[..., ex.Expr]] = {
        "gradient": ex.gradient,
        "jacobian": ex.jacobian,
        "hessian": ex.hessian,
    }
    *definitions, result = ex.name_shared({"∂": kinds[entry["kind"]](f, entry["wrt"])}, where="auto").lines()
    return "; ".join([result.partition(" = ")[2], *definitions])


def main(parts: list[str]) -> None:
    """Prints the table."""
    console, table = Console(), Table("case", "ours", "expert", "our answer", "the expert's")
    entries = [e for e in json.loads(CASES.read_text()) if not parts or any(part in e["id"] for part in parts)]
    longer = 0
    for entry in entries:
        ours = shown(entry)
        here, there = operations(ours), operations(entry["expert"])
        longer += here > there
        table.add_row(entry["id"], str(here), str(there), ours, entry["expert"], style="red" if here > there else "")
    console.print(table)
    console.print(f"{len(entries) - longer} of {len(entries)} no longer than the expert's")


if __name__ == "__main__":
    main(sys.argv[1:])
