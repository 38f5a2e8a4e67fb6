"""``grade``: points for the answer of a student, for graders that speak JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from extremum.algebra.errors import DataError
from extremum.cli import screen


def grade(
    file: Annotated[Path, Argument(metavar="[FILE]", help="A question and its answer as JSON.")] = Path("-"),
    output: Annotated[
        Path | None, Option("--output", "-o", show_default=False, help="Where the grade is written.")
    ] = None,
) -> None:
    """Points for the answer of a student, as JSON. For PrairieLearn's external graders, and others.

    The file holds {"question": {"text": …, "wrt": …, "declarations": …}, "answer": …}, or is PrairieLearn's data.json.
    """
    from extremum.teaching.graders import graded

    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file} holds no JSON: {error}") from None
    found = json.dumps(graded(document), ensure_ascii=False, indent=2)
    if output is None:
        screen.say(found)
    else:
        output.write_text(f"{found}\n", encoding="utf-8")
