"""``mcp``: the tools of an assistant."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from extremum.algebra.errors import ExtremumError


def mcp(
    processes: Annotated[int, Option("--processes", min=1, help="How many questions are answered at once.")] = 1,
    seconds: Annotated[float, Option("--seconds", min=1, help="For one question.")] = 30,
) -> None:
    """Tools of an assistant. The Model Context Protocol over standard input and output."""
    try:
        from extremum.web.assistants import server
        from extremum.web.workers import Workers
    except ImportError as error:
        raise ExtremumError(f"the server needs {error.name}: pip install 'extremum[mcp]'") from None
    workers = Workers(processes, seconds)
    try:
        server(workers).run()
    finally:
        workers.close()
