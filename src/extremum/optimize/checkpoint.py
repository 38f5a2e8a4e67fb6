"""A run on disk: the last point from which it goes on as if it had not been stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
@dataclass(slots=True)
class Checkpoint:
    """A file that is replaced in one step, so that there is always a whole one.

    problem: what tells the run from others; trouble: what went wrong when it was last written.
    """

    path: Path
    problem: str
    trouble: str = ""

    def keep(self, point: Array, watch: Watch, memory: Mapping[str, Any]) -> None:
        """Writes the state of a run; a disk that is full costs the run nothing, and the file before it stays."""
        state = {
            "problem": self.problem, "point": point, "count": watch.count, "history": np.array(watch.history),
            **{f"memory_{name}": value for name, value in memory.items()},
        }  # fmt: skip
        beside = self.path.with_name(self.path.name + ".part")
        try:
            with beside.open("wb") as file:
                np.savez(file, **state)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        except OSError as error:
            self.trouble = f"the checkpoint {self.path} could not be written: {error.strerror or error}"
            beside.unlink(missing_ok=True)

    def load(self, watch: Watch, size: int) -> tuple[Array, dict[str, Any]] | None:
        """The point and the memory of an earlier run, whose iterations count as this one's; None where there is none.

        Raises:
            DataError: the file is no checkpoint, or one of another problem.
        """
        if not self.path.exists():
            return None
        try:
            with np.load(self.path, allow_pickle=False) as file:
                found = {name: file[name] for name in file.files}
            problem, point = str(found["problem"]), found["point"]
        except Exception as error:
            raise DataError(f"{self.path} is no checkpoint of minimize: {error}; remove it to start anew") from None
        if problem != self.problem or point.shape != (size,):
            raise DataError(
                f"the checkpoint {self.path} is of another problem or of other options; give another name, or remove it"
            )
        watch.count, watch.history[:] = int(found["count"]), found["history"].tolist()
        start = "memory_"
        return point, {name[len(start) :]: value for name, value in found.items() if name.startswith(start)}


def told_apart(*parts: Any) -> str:
    """A text that tells a problem with its options from others."""
    return json.dumps([str(part) for part in parts])
