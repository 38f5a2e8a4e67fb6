"""The arguments and options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

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
SuchThat = Annotated[
    list[str] | None,
    Option(
        "--st", "--constraint", "-s", metavar="CONSTRAINT", show_default=False,
        help="A constraint, such as 'A*x == b', 'x >= 0' or 'X >> 0' (positive semidefinite). May be repeated.",
    ),
]  # fmt: skip
Data = Annotated[
    list[str] | None,
    Option(
        "--data", "-d", metavar="NAME=VALUE", show_default=False,
        help=literal(
            "A value for a variable: NAME=FILE with a .npy, .npz or .csv file, NAME=FILE:KEY for an array of a .npz or "
            "columns of a .csv file, NAME=0.5 or NAME=[1,2] itself; FILE.npz for all arrays in it. May be repeated."
        ),
    ),
]  # fmt: skip
Dim = Annotated[
    list[str] | None,
    Option(
        "--dim", metavar="NAME=NUMBER", show_default=False,
        help="A number for a dimension or an index that no data tell. May be repeated.",
    ),
]  # fmt: skip
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
    Option("--where", help="Whether parts that repeat get names: auto where that shortens the whole by a fifth."),
]
