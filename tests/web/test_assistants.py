"""The tools of assistants, asked through a client of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("mcp", reason="no mcp: pip install 'extremum[mcp]'")
from mcp import Client

from extremum.web.assistants import server
from extremum.web.workers import Workers
from tests.support.loops import run

LEAST_SQUARES = {"formula": "norm2(A*x - b)^2", "wrt": "x", "declarations": ["A[m,n]: full_column_rank", "x[n]"]}
DATA = {"A": [[1, 0], [0, 2], [1, 1]], "b": [1, -1, 0]}


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    opened = Workers(count=1, seconds=60)
    yield opened
    opened.close()


def call(workers: Workers, tool: str, **arguments: Any) -> Any:
    async def asked() -> Any:
        async with Client(server(workers)) as client:
            return await client.call_tool(tool, {**LEAST_SQUARES, **arguments})

    return run(asked())


def test_the_tools_say_what_they_do(workers: Workers) -> None:
    async def listed() -> Any:
        async with Client(server(workers)) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in run(listed())}
    assert set(tools) == {"derive", "check", "solve", "minimize", "evaluate"}
    assert all(tool.description and "formula" in tool.input_schema["properties"] for tool in tools.values())


@pytest.mark.parametrize(
    ("tool", "arguments", "expected"),
    [
        ("derive", {}, "2*A'*(A*x - b)"),
        ("derive", {"of": "hessian"}, "2*A'*A"),
        ("check", {"claim": "A'*(A*x - b)"}, "wrong"),
        ("solve", {"sense": "min"}, "pinv(A)*b"),
        ("minimize", {"data": DATA}, "converged"),
        ("minimize", {"data": DATA, "constraints": ["x >= 0"]}, "converged"),
    ],
)
def test_each_tool_answers(workers: Workers, tool: str, arguments: dict[str, Any], expected: str) -> None:
    found = call(workers, tool, **arguments)
    assert not found.is_error and expected in found.structured_content["text"]


def test_evaluate(workers: Workers) -> None:
    found = call(workers, "evaluate", data={**DATA, "x": [0, 0]})
    assert found.structured_content["values"] == {"f": 2.0, "∂f/∂x": [-2.0, 4.0]}


def test_a_refusal_is_a_message(workers: Workers) -> None:
    found = call(workers, "derive", formula="norm2(A*x")
    assert found.is_error and "never closed" in found.content[0].text
