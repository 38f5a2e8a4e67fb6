"""The arguments and options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from extremum.cli.screen import literal


class Format(StrEnum):
    """How a result is written."""

    text = "text"
    latex = "latex"
    markdown = "markdown"
    html = "html"
    json = "json"


class Naming(StrEnum):
    """Names for what repeats, see ``extremum.notation.sharing``."""

    auto = "auto"
    never = "never"
    always = "always"


class Convention(StrEnum):
    """Derivatives with respect to variables with a structure, see ``extremum.calculus.structure``."""

    projection = "projection"
    independent = "independent"
    vech = "vech"
    unstructured = "unstructured"


class Sense(StrEnum):
    """Which extremum is asked for."""

    min = "min"
    max = "max"


Expression = Annotated[
    str,
    Argument(
        metavar="EXPRESSION", show_default=False,
        help="A formula in the text language or in LaTeX; - reads it from the standard input.",
    ),
]  # fmt: skip


def repeated(*names: str, each: str, says: str) -> Any:
    """An option that may be given several times: how one of its values looks, and what they say."""
    return Option(*names, metavar=each, show_default=False, help=literal(f"{says} May be repeated."))


Var = Annotated[
    list[str] | None,
    Option(
        "--var", "-v", metavar="DECLARATION", show_default=False,
        help=literal(
            "Declares a variable: X[n,m] a matrix, x[n] a vector, s a scalar, 'S[d,d]: symmetric' with assumptions, "
            "'x[d] for i in 1..N' samples, 'p = softmax(W*x)' a part that keeps its name. May be repeated, or several "
            "separated by ;. What is left out is inferred."
        ),
    ),
]  # fmt: skip
Wrt = Annotated[
    list[str] | None,
    Option(
        "--wrt", "-w", metavar="NAME", show_default=False,
        help="With respect to which variable, or variables: x,y; may be repeated. May be left out where there is one.",
    ),
]  # fmt: skip
Parameters = Annotated[
    list[str] | None,
    repeated("--wrt", "-w", each="NAME", says="A parameter, or coordinates of one: 'vech(S)', 'log(v)', 'chol(S)'."),
]
ModelOf = Annotated[
    list[str] | None,
    repeated("--model", "-m", each="LAW", says='How data are distributed, such as "y[i] ~ normal(x[i]\'*b, v)".'),
]
Tests = Annotated[list[str] | None, repeated("--test", each="EQUATION", says="A hypothesis, such as 'b[2] == 0'.")]
SuchThat = Annotated[
    list[str] | None,
    repeated(
        "--st", "--constraint", "-s", each="CONSTRAINT",
        says="A constraint, such as 'A*x == b', 'x >= 0' or 'X >> 0' (positive semidefinite).",
    ),
]  # fmt: skip
Data = Annotated[
    list[str] | None,
    repeated(
        "--data", "-d", each="NAME=VALUE",
        says="A value for a variable: NAME=FILE with a .npy, .npz or .csv file, NAME=FILE:KEY for an array of a .npz "
        "or columns of a .csv file, NAME=0.5 or NAME=[1,2] itself; FILE.npz for all arrays in it.",
    ),
]  # fmt: skip
Start = Annotated[
    list[str] | None,
    repeated(
        "--start", each="NAME=VALUE", says="Where a variable starts, as --data; what is left out starts at random."
    ),
]
Seed = Annotated[int, Option("--seed", help="For random starts.")]
Dim = Annotated[
    list[str] | None,
    repeated("--dim", each="NAME=NUMBER", says="A number for a dimension or an index that no data tell."),
]
Form = Annotated[
    Format | None,
    Option("--format", "-f", show_default=False, help="How the result is written; else the ending of --output says."),
]
Output = Annotated[
    Path | None,
    Option("--output", "-o", metavar="FILE", show_default=False, help="Where the result is written; .npz for numbers."),
]
By = Annotated[Convention, Option("--convention", help="For variables with a structure, such as symmetric ones.")]
Where = Annotated[
    Naming,
    Option("--where", help="Whether parts that repeat get names: auto where that shortens the whole by a twelfth."),
]
