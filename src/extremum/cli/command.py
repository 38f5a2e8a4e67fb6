"""A command that ends with one of the documented codes, and whose help has examples."""

from __future__ import annotations

import os
import re
import sys
import traceback
from typing import Any, final

import typer
from typer.core import TyperCommand

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.cli import screen
from extremum.notation.spoken import Voice

OK, WRONG, BAD_INPUT, NO_ANSWER, INTERNAL = range(5)
"""The exit codes."""

CODES = {
    OK: "done; check: the claim is right",
    WRONG: "check: the claim is wrong",
    BAD_INPUT: "bad input: usage, a formula, shapes, data, a file",
    NO_ANSWER: "no answer: no closed form, not available, not converged, or an undecided check",
    INTERNAL: "an error of extremum itself",
}
"""What each of them means."""

_TRACEBACK = "EXTREMUM_TRACEBACK"
_FORMULA = re.compile(r"-(?![A-Za-z]$|-)(?=.*[\W\d])")
"""What starts with a minus and is no option: ``-x^2``, ``-2*A``, ``-\\|x\\|``."""


@final
class Command(TyperCommand):
    """Errors become messages and exit codes; an argument such as ``-x^2`` is a formula, not options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Takes formulas with a leading minus for arguments: a blank before them keeps them from being options.

        What begins with the letter of an option, as ``-sum(x)`` does where there is ``-s``, is a formula where an
        argument would be missing otherwise.

        Raises:
            typer.BadParameter: an argument is missing, and several of these could be meant.
        """
        letters = {option[1] for param in self.params for option in param.opts if re.fullmatch(r"-\w", option)}
        own = self._own(args)
        formulas = [k for k in own if _FORMULA.match(args[k])]
        doubtful = [k for k in formulas if args[k][1] in letters]
        sure = [k for k in formulas if k not in doubtful]
        missing = self._required - len(sure) - sum(_is_argument(args[k]) for k in own) - len(_behind_dashes(args))
        chosen = {*sure, *(doubtful if len(doubtful) == missing else ())}
        if 0 < missing < len(doubtful) and not {"-h", "--help"} & {*args}:
            fix = f"put -- before the formula, as in -- '{args[doubtful[0]]}'"
            raise typer.BadParameter(f"what begins as an option does is taken for one, and a formula is missing; {fix}")
        return super().parse_args(ctx, [f" {arg}" if k in chosen else arg for k, arg in enumerate(args)])

    @property
    def _required(self) -> int:
        return sum(param.param_type_name == "argument" and param.required for param in self.params)

    def _own(self, args: list[str]) -> list[int]:
        """The places of what is no value of an option before it, up to ``--``."""
        takes_value = {o for param in self.params if _takes_value(param) for o in param.opts}
        end = args.index("--") if "--" in args else len(args)
        return [k for k in range(end) if k == 0 or args[k - 1] not in takes_value]

    def invoke(self, ctx: Any) -> Any:
        """Runs the command.

        Raises:
            typer.Exit: it failed; the message has been printed, and the exit code says how.
        """
        try:
            return super().invoke(ctx)
        except UnsupportedError as error:
            raise _failed(str(error), NO_ANSWER) from None
        except ExtremumError as error:
            raise _failed(str(error), BAD_INPUT) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _failed(f"{error.filename}: {(error.strerror or str(error)).lower()}", BAD_INPUT) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            raise _internal(error) from None


def _is_argument(arg: str) -> bool:
    return arg == "-" or not arg.startswith("-")


def _behind_dashes(args: list[str]) -> list[str]:
    return args[args.index("--") + 1 :] if "--" in args else []


def _takes_value(param: Any) -> bool:
    return bool(param.param_type_name == "option" and not param.is_flag)


def _failed(message: str, code: int) -> typer.Exit:
    screen.error(VOICE.says(message))
    return typer.Exit(code)


_SUBCOMMANDS = ("gradient", "jacobian", "hessian", "derive", "check", "solve", "minimize", "information", "fit")
VOICE = Voice(
    functions={name: f"extremum {name}" for name in _SUBCOMMANDS}
    | {"maximize": "extremum minimize --sense max", "compile": "extremum code"},
    methods={"evaluate": "extremum gradient --data"},
    keywords={
        "data": "--data",
        "declarations": "--var",
        "constraints": "--st '{}'",
        "start": "--start",
        "sense": "--sense",
        "model": "--model",
    },
)
"""What messages of the library name, as commands and their options."""


def _internal(error: Exception) -> typer.Exit:
    """An error of ours: what and where in a line, and the traceback for those who ask."""
    if os.environ.get(_TRACEBACK):
        traceback.print_exception(error, file=sys.stderr)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(frame.filename)}, line {frame.lineno}"
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return _failed(f"internal error ({where}): {words}; {_TRACEBACK}=1 shows more. Please report it", INTERNAL)
