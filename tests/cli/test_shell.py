"""In a real shell: a pipe is plain, a terminal has colours, completion works, and the start is quick."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.draws import part

COMMAND = [sys.executable, "-m", "extremum"]
LINE = ["gradient", "norm2(X*w - y)^2", "-v", "X[n,m]; w[m]", "-w", "w"]
ESCAPE = "\x1b["


def environment(**more: str) -> dict[str, str]:
    """The environment of a person's terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "100", **more}


def on_a_terminal(*arguments: str, **more: str) -> str:
    """What a command prints on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**more), close_fds=True
    ):
        os.close(theirs)
        chunks = []
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            chunks.append(chunk)
    os.close(ours)
    return b"".join(chunks).decode().replace("\r\n", "\n")


def test_in_a_pipe_it_is_plain() -> None:
    found = subprocess.run([*COMMAND, *LINE], capture_output=True, text=True, env=environment(), check=True)
    assert found.stdout == "2*X'*(X*w - y)\n"
    assert found.stderr == "note: inferred y[n]\n"


def test_errors_in_a_pipe() -> None:
    command = [*COMMAND, "check", "x^2", "3*x", "-v", "x"]
    found = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert found.returncode == 1 and found.stdout.startswith("wrong (factor)")
    command = [*COMMAND, "gradient", "norm2(x", "-v", "x[n]"]
    found = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert found.returncode == 2 and not found.stdout and ESCAPE not in found.stderr


def test_a_reader_that_goes_away() -> None:
    """``extremum … | head -0`` prints no traceback."""
    command = f"{' '.join(COMMAND)} code 'norm2(x)^2' -v 'x[n]' | true"
    found = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment(), check=False)
    assert "Traceback" not in found.stderr


SHOWN: list[tuple[list[str], list[str]]] = [
    (LINE, []),
    (["check", "x^2", "3*x", "-v", "x"], []),
    (["minimize", "(a - 1)^2", "-v", "a"], ["at the minimum", "─"]),
    (["gradient", "norm2(x", "-v", "x[n]"], []),
    (["gradient", "--help"], ["X[n,m]", "x[n]", "\\log\\det \\Sigma"]),
    (["code", "norm2(x)^2", "-v", "x[n]"], []),
]


@pytest.mark.parametrize(
    ("arguments", "shown"),
    part(SHOWN, 3),
)
def test_on_a_terminal_it_has_colours_and_tables_and_brackets_in_the_help(
    arguments: list[str], shown: list[str]
) -> None:
    found = on_a_terminal(*arguments)
    assert ESCAPE in found and "\\\\log" not in found
    assert all(words in found for words in shown)


def test_no_color_is_respected() -> None:
    shown = on_a_terminal(*LINE, NO_COLOR="1")
    assert "2*X'*(X*w - y)" in shown
    assert not any(f"{ESCAPE}{code}m" in shown for code in ("31", "32", "36", "1;31"))


def test_completion_in_bash(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    (tmp_path / "extremum").write_text(f"#!/bin/sh\nexec {sys.executable} -c "
                                       '"from extremum.cli.app import main; import sys; sys.argv[0] = \'extremum\'; '
                                       'main()" "$@"\n')  # fmt: skip
    (tmp_path / "extremum").chmod(0o755)
    script = """
        source <(extremum --show-completion bash)
        complete_at() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _extremum_completion extremum; echo "${COMPREPLY[@]}"
        }
        complete_at extremum jac
        complete_at extremum gradient --form
        complete_at extremum gradient --format la
        complete_at extremum derive --style ''
    """
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    found = subprocess.run([bash, "-c", script], capture_output=True, text=True, env=environment(PATH=path), check=True)
    assert found.stdout.splitlines() == ["jacobian", "--format", "latex", "jacobian differential"], found.stderr


def test_the_start_imports_nothing_heavy() -> None:
    code = "import sys, extremum.cli.app; print([m for m in ('numpy', 'scipy', 'lark', 'rich') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
