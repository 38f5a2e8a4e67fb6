"""Runs from several starts in processes of their own, which are asked again here where one of them is lost.

A process is given the problem as it was posed, in bytes, and gives back the ends of its runs. It knows nothing of the
script that asks, which need not be guarded by ``__main__``.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

from extremum.algebra.errors import DataError
from extremum.algebra.node import Expr
from extremum.data.computing import silently
from extremum.optimize.minimum import Minimum
from extremum.optimize.options import Settings
from extremum.optimize.sense import MIN, Sense
from extremum.optimize.typed import Typed
from extremum.problems.constraint import Constraint

Ends = dict[int, Minimum | DataError]
"""By seed: where a run ended, or why its start has no value."""

_CODE = "import sys; sys.path[:] = {path!r}; from extremum.optimize.processes import serve; serve()"


@final
@dataclass(frozen=True, slots=True)
class Posed:
    """A problem with its data before anything is computed of them: it can be sent to another process.

    run: a function of this and of a seed, from the start of which it gives the end; more: sizes; begin: given starts;
    sense: of what it is the objective, or its negative; typed: what its text needs besides.
    """

    run: Callable[[Posed, Sequence[int]], Ends]
    expr: Expr
    unknowns: Sequence[Expr]
    stated: Sequence[Constraint]
    data: Mapping[str, Any]
    more: Mapping[str, Any]
    begin: Mapping[str, Any]
    settings: Settings
    sense: Sense = MIN
    typed: Typed = field(default_factory=Typed)


def ends(posed: Posed, seeds: Sequence[int]) -> Ends:
    """The ends of the runs with these seeds, by seed; those of a process that fails or is lost are missing."""
    count = max(1, min(os.cpu_count() or 1, len(seeds)))
    try:
        asked = [pickle.dumps((posed, seeds[k::count])) for k in range(count)]
    except Exception:  # functions that only this process has
        return {}
    command = [sys.executable, "-c", _CODE.format(path=sys.path)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, start_new_session=True, **pipes) for _ in asked]
    try:
        for process, question in zip(started, asked, strict=True):
            _write(process, question)
        return {seed: end for process in started for seed, end in _read(process).items()}
    finally:
        for process in started:
            process.kill()
            process.wait()
            process.stdout.close()  # type: ignore[union-attr]


def _write(process: Any, question: bytes) -> None:
    try:
        process.stdin.write(question)
        process.stdin.close()
    except OSError:  # it is gone; what it leaves undone is done here
        pass


def _read(process: Any) -> Ends:
    answer = process.stdout.read()
    if process.wait() != 0:
        return {}
    found: Ends = pickle.loads(answer)
    return found


def serve() -> None:
    """What a process does: reads a problem and seeds, and writes the ends of the runs; what is printed goes away."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    posed, seeds = pickle.load(sys.stdin.buffer)
    with silently():
        found = posed.run(posed, seeds)
    answer.write(pickle.dumps(found))
    answer.close()
