"""The application: the page's files, and ``POST /api/<kind>`` with a question in JSON."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extremum.web.questions import KINDS
from extremum.web.workers import Workers

STATIC = Path(__file__).parent / "static"
LARGEST = 256 * 1024
"""Bytes of a question."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Nothing comes from elsewhere, and nothing is sent there."""

_FRAMED = "/static/input.html"
_FRAME = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
}
"""The field in two dimensions, alone in its frame, writes styles into its elements."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


def application(
    workers: Workers | None = None, token: str | None = None, hosts: tuple[str, ...] = LOOPBACK
) -> Starlette:
    """The application.

    token: what a browser must know, from ``?token=…``, where others than this machine can reach it; hosts: the names
    that it answers to, so that a page elsewhere cannot ask it by a name of its own.
    """
    pool = workers or Workers()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        pool.begin()
        yield
        pool.close()

    async def ask(request: Request) -> Response:
        return await _ask(request, pool)

    routes = [
        Route("/", _page),
        Route("/api/{kind}", ask, methods=["POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)), Middleware(_Guard, token=token)]
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


class _Guard(BaseHTTPMiddleware):
    """Asks for the token where there is one, and sets the headers."""

    def __init__(self, app: Any, token: str | None) -> None:
        super().__init__(app)
        self.token = token

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """The response, or the refusal."""
        response = await call_next(request) if self._knows(request) else _refused(403, "the address needs its token")
        response.headers.update(_HEADERS | (_FRAME if request.url.path == _FRAMED else {}))
        if self.token and request.query_params.get("token") == self.token:
            response.set_cookie("token", self.token, httponly=True, samesite="strict")
        return response

    def _knows(self, request: Request) -> bool:
        given = request.query_params.get("token") or request.cookies.get("token") or ""
        return self.token is None or hmac.compare_digest(given, self.token)


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _ask(request: Request, pool: Workers) -> Response:
    kind = request.path_params["kind"]
    if kind not in KINDS:
        return _refused(404, f"there is no question {kind!r:.40}; there are {', '.join(KINDS)}")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return _refused(415, "a question is application/json")
    body = await _body(request)
    if body is None:
        return _refused(413, f"a question has at most {LARGEST:,} bytes")
    try:
        question = json.loads(body)
    except (ValueError, RecursionError):
        return _refused(400, "the question is no JSON")
    if not isinstance(question, dict):
        return _refused(400, 'a question is an object, such as {"text": "x\'*A*x", "wrt": "x"}')
    status, found = await pool.ask(kind, question, request.is_disconnected)
    return JSONResponse(found, status)


async def _body(request: Request) -> bytes | None:
    """The body; None where it is too large, of which no more is read."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return body


def _refused(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": message, "kind": "Refused"}, status)
