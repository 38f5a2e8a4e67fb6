"""``serve``: the page, in a browser."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from extremum.algebra.errors import ExtremumError
from extremum.cli import screen


def serve(
    port: Annotated[int, Option("--port", "-p", min=0, max=65535, help="The port; 0 for any that is free.")] = 8642,
    host: Annotated[
        str, Option("--host", help="The address to listen on; one that others can reach needs --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None, Option("--token", show_default=False, help="What others must know to use the page.")
    ] = None,
    processes: Annotated[int, Option("--processes", min=1, help="How many questions are answered at once.")] = 2,
    seconds: Annotated[float, Option("--seconds", min=1, help="For one question.")] = 20,
) -> None:
    """The page in a browser. On this machine alone, unless others are given a token."""
    try:
        import uvicorn

        from extremum.web.app import LOOPBACK, application
        from extremum.web.workers import Workers
    except ImportError as error:
        raise ExtremumError(f"the page needs {error.name}: pip install 'extremum[web]'") from None
    local = host in (*LOOPBACK, "")
    if not local and not token:
        raise ExtremumError(f"others can reach {host}: give them a token with --token, or leave --host out")
    app = application(Workers(processes, seconds), token, LOOPBACK if local else ("*",))
    shown = f"http://{host}:{port}/{f'?token={token}' if token else ''}"
    screen.note(f"the page is at {shown}; Ctrl-C stops it")
    uvicorn.run(app, host=host, port=port, log_level="warning")
