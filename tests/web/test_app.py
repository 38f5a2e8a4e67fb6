"""The server: what it answers, what it refuses, and that one question does no harm to the others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from extremum.web.app import LARGEST, application
from extremum.web.workers import Workers

QUESTION = {"text": "norm2(A*x - b)^2", "declarations": ["A[m,n]", "x[n]"], "wrt": "x"}
HOME = "http://localhost"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(application(Workers(count=2, seconds=15)), HOME) as opened:
        yield opened


def test_the_page_and_its_files(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200 and "<h1>extremum</h1>" in page.text
    for name in ("app.js", "ask.js", "chart.js", "rules.js", "share.js", "tabs.js", "twodim.js", "style.css"):
        assert client.get(f"/static/{name}").status_code == 200
    assert client.get("/static/../app.py").status_code == 404


def test_nothing_comes_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert "http://" not in page.text and "https://" not in page.text
    assert "<script>" not in page.text and "style=" not in page.text and "onclick" not in page.text


def test_only_the_frame_of_the_field_writes_styles(client: TestClient) -> None:
    policies = {
        name: client.get(f"/static/{name}").headers["content-security-policy"] for name in ("input.html", "app.js")
    }
    assert "style-src 'self' 'unsafe-inline'" in policies["input.html"] and "unsafe" not in policies["app.js"]
    assert "script-src 'self';" in policies["input.html"] and "frame-ancestors 'self'" in policies["input.html"]


def test_a_question_is_answered(client: TestClient) -> None:
    found = client.post("/api/derivative", json=QUESTION)
    assert found.status_code == 200 and found.json()["text"] == "∂f/∂x = 2*A'*(A*x - b)"


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/api/integral", {"json": {}}, 404),
        ("/api/read", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("/api/read", {"json": [1]}, 400),
        ("/api/read", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ("/api/read", {"json": {"text": "("}}, 422),
        ("/api/read", {"json": {"text": "x" * LARGEST}}, 413),
        ("/api/read", {"json": {"text": "(" * (LARGEST // 2)}}, 422),
        ("/api/read", {"json": {"text": "tr(X)", "declarations": ["X[10^100,10^100]"]}}, 422),
    ],
)
def test_what_is_no_question_is_refused(client: TestClient, path: str, sent: dict[str, Any], status: int) -> None:
    start = time.monotonic()
    found = client.post(path, **sent)
    assert found.status_code == status and found.json()["error"]
    assert time.monotonic() - start < 15


def test_a_name_from_elsewhere_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_many_at_once(client: TestClient) -> None:
    with ThreadPoolExecutor(50) as threads:
        found = list(threads.map(lambda _: client.post("/api/read", json=QUESTION).status_code, range(50)))
    assert found == [200] * 50


def test_a_token_is_asked_for() -> None:
    with TestClient(application(Workers(count=1), "secret", ("*",)), HOME) as guarded:
        assert guarded.get("/").status_code == 403
        assert guarded.get("/?token=wrong").status_code == 403
        assert guarded.get("/?token=secret").status_code == 200
        assert guarded.get("/static/app.js").status_code == 200  # the browser knows it now


def test_a_question_that_takes_too_long_is_given_up() -> None:
    minutes = "s*tr(expm(ones(4000,4000)/4000)*expm(ones(4000,4000)/s))"  # a limit is looked at a few times a second
    slow = {"text": minutes, "declarations": ["s"], "wrt": "s", "task": "evaluate", "data": {"s": 4000.0}}
    with TestClient(application(Workers(count=1, seconds=0.1)), HOME) as hasty:
        found = hasty.post("/api/numbers", json=slow)
    assert found.status_code == 422 and found.json()["kind"] == "TimeLimit"
