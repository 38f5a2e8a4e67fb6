"""A server of the Model Context Protocol: the questions of the page as tools of an assistant, over standard input."""

from __future__ import annotations

from typing import Any, Literal, final

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from extremum import __version__
from extremum.web.questions import Answer
from extremum.web.workers import Workers

_INSTRUCTIONS = """Matrix calculus, exact and with proofs. Formulas are texts such as norm2(X*w - y)^2 + lam*norm2(w)^2,
or LaTeX. Declarations say shapes and assumptions: ["X[n,m]", "w[m]", "lam: positive", "x[d] for i in 1..N"]; shapes
that are not declared are inferred. A' is a transpose, .* an entrywise product. Answers are right or honest refusals:
what is not found is said, and never guessed."""

_NOT_SHOWN = ("html", "markdown")


@final
class _Tools:
    """The questions, each a tool; its docstring is what the assistant reads."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def _asked(self, kind: str, formula: str, wrt: str, declarations: list[str] | None, **more: Any) -> Answer:
        question = {"text": formula, "wrt": wrt, "declarations": declarations or [], **more}
        _, found = await self._workers.ask(kind, question, _never)
        if "error" in found:
            raise ToolError(f"{found['kind']}: {found['error']}")
        return {name: value for name, value in found.items() if name not in _NOT_SHOWN}

    async def derive(
        self,
        formula: str,
        wrt: str,
        declarations: list[str] | None = None,
        of: Literal["gradient", "jacobian", "hessian"] = "gradient",
        style: Literal["differential", "jacobian"] = "differential",
    ) -> dict[str, Any]:
        """The derivative of a formula by a variable, and for a gradient or Jacobian its derivation, each line with its
        rule and verified."""
        found = await self._asked("derivative", formula, wrt, declarations, of=of)
        if of == "hessian":
            return found
        return {**found, "steps": (await self._asked("steps", formula, wrt, declarations, style=style))["text"]}

    async def check(
        self,
        formula: str,
        wrt: str,
        claim: str,
        declarations: list[str] | None = None,
        of: Literal["gradient", "hessian"] = "gradient",
    ) -> dict[str, Any]:
        """Whether a claim is the derivative of a formula; if not, how it is wrong, with the corrected formula.
        ``right`` is null where it could not be decided."""
        return await self._asked("check", formula, wrt, declarations, claim=claim, of=of)

    async def solve(
        self,
        formula: str,
        wrt: str,
        sense: Literal["min", "max"],
        declarations: list[str] | None = None,
        constraints: list[str] | None = None,
    ) -> dict[str, Any]:
        """The minimum or maximum in closed form, with its kind, the proof of it, conditions and steps. ``wrt`` may name
        several unknowns, separated by commas; constraints are texts such as "sum(w) == 1" or "x >= 0"."""
        return await self._asked("extremum", formula, wrt, declarations, sense=sense, constraints=constraints or [])

    async def minimize(
        self,
        formula: str,
        wrt: str,
        data: dict[str, Any],
        declarations: list[str] | None = None,
        constraints: list[str] | None = None,
    ) -> dict[str, Any]:
        """The minimum of a formula on data (numbers or nested lists by name) by iteration, judged by the conditions of
        an optimum."""
        more = {"data": data, "constraints": constraints or []}
        return await self._asked("numbers", formula, wrt, declarations, task="minimize", **more)

    async def evaluate(
        self, formula: str, wrt: str, data: dict[str, Any], declarations: list[str] | None = None
    ) -> dict[str, Any]:
        """The value of a scalar formula and its gradient on data (numbers or nested lists by name)."""
        return await self._asked("numbers", formula, wrt, declarations, task="evaluate", data=data)


def server(workers: Workers) -> MCPServer:
    """The server, whose questions are answered by these workers: bounded in time and memory."""
    found = MCPServer("extremum", instructions=_INSTRUCTIONS, version=__version__)
    tools = _Tools(workers)
    for tool in (tools.derive, tools.check, tools.solve, tools.minimize, tools.evaluate):
        found.add_tool(tool)
    return found


async def _never() -> bool:
    return False
