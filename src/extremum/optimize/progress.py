"""A progress bar that shows the objective's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(total: int) -> Iterator[Callable[[float], None]]:
    """Gives a function to call with the objective's value after each iteration."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    head = (TextColumn("minimising"), BarColumn(), MofNCompleteColumn())
    with Progress(*head, TimeElapsedColumn(), TextColumn("{task.description}")) as progress:
        task = progress.add_task("", total=total)

        def advance(value: float) -> None:
            progress.update(task, advance=1, description=f"value {value:.6g}")

        yield advance
