"""The application: its commands, in the order in which its help lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from extremum.cli import screen
from extremum.cli.check import check
from extremum.cli.code import code
from extremum.cli.command import Command
from extremum.cli.demo import demo
from extremum.cli.derivatives import command
from extremum.cli.derive import derive
from extremum.cli.examples import epilog, front
from extremum.cli.grade import grade
from extremum.cli.mcp import mcp
from extremum.cli.minimize import minimize
from extremum.cli.serve import serve
from extremum.cli.solve import solve
from extremum.cli.statistics import fit, information

app = typer.Typer(
    name="extremum",
    no_args_is_help=True,
    rich_markup_mode="rich" if screen.is_for_people() else None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMMANDS: dict[str, Callable[..., None]] = {
    "gradient": command("gradient"),
    "jacobian": command("jacobian"),
    "hessian": command("hessian"),
    "derive": derive,
    "check": check,
    "solve": solve,
    "minimize": minimize,
    "information": information,
    "fit": fit,
    "code": code,
    "grade": grade,
    "serve": serve,
    "mcp": mcp,
    "demo": demo,
}
for _name, _function in _COMMANDS.items():
    app.command(_name, cls=Command, epilog=epilog(_name))(_function)


def _version(wanted: bool) -> None:
    if wanted:
        from extremum import __version__

        screen.say(f"extremum {__version__}")
        raise typer.Exit


@app.callback(epilog=front())
def _extremum(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Says the version.")
    ] = False,
) -> None:
    """Matrix calculus from a formula: derivatives with their steps, checks of your own, extrema, and code."""


def main() -> None:
    """Runs the command line."""
    app()
