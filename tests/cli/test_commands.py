"""Every command: its examples, each format, and what it says."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.cli.examples import EXAMPLES
from extremum.cli.schemas import SCHEMAS
from extremum.compiling.backends import BACKENDS
from tests.cli.conftest import Run
from tests.support.draws import TIMES
from tests.support.draws import part as some

LEAST_SQUARES = "'norm2(X*w - y)^2' -v 'X[n,m]; w[m]' -w w"
LINES = {
    "gradient": f"gradient {LEAST_SQUARES} -d data.npz",
    "jacobian": "jacobian 'A*x' -v 'A[n,m]; x[m]' -w x",
    "hessian": f"hessian {LEAST_SQUARES}",
    "derive": f"derive {LEAST_SQUARES}",
    "check": f'check {LEAST_SQUARES} "2*X\'*(X*w - y)"',
    "solve": f"solve {LEAST_SQUARES} -d data.npz",
    "minimize": f"minimize {LEAST_SQUARES} -d data.npz",
    "information": "information \"-norm2(y - X*b)^2/2\" -v 'y[n]; X[n,m]: full_column_rank; b[m]' -w b",
    "fit": "fit \"-norm2(y - X*b)^2/2\" -v 'y[n]; X[n,m]; b[m]' -w b -d data.npz --test 'b[1] == 1'",
}
"""One line a command that has formats."""


ENDLESS = {"demo", "serve", "mcp"}
"""Commands that take long or do not end."""
WITHOUT_FORMULA = {*ENDLESS, "grade"}


def arrays(path: Path) -> dict[str, Any]:
    """What an ``.npz`` file holds."""
    with np.load(path) as file:
        return dict(file)


def examples() -> list[Any]:
    return [pytest.param(line, id=line) for name, items in EXAMPLES.items() for _, line in items if name not in ENDLESS]


@pytest.mark.parametrize("line", examples())
def test_example(run: Run, line: str) -> None:
    result = run(line)
    wrong = "2*A*x" in line
    assert result.exit_code == (1 if wrong else 0), result.output
    assert result.stdout or "written to" in result.stderr


@pytest.mark.parametrize("name", EXAMPLES)
def test_help_has_the_examples_and_every_option(run: Run, name: str) -> None:
    result = run(f"{name} --help")
    assert result.exit_code == 0
    for words, line in EXAMPLES[name]:
        assert f"# {words}\n" in result.stdout and f"{line}\n" in result.stdout
    assert "X[n,m]" in result.stdout or name in WITHOUT_FORMULA


def test_the_help_lists_commands_and_exit_codes(run: Run) -> None:
    result = run("--help")
    assert all(f"  {name} " in result.stdout for name in EXAMPLES)
    assert "Exit codes:\n    0  done" in result.stdout
    assert run("--version").stdout == f"extremum {ex.__version__}\n"


# -- formats ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LINES)
def test_json_has_the_documented_keys(run: Run, name: str) -> None:
    result = run(f"{LINES[name]} --format json")
    found = json.loads(result.stdout)
    assert found.keys() == SCHEMAS[name].keys()
    assert found["command"] == name and found["function"]["text"]


MARKS = {"latex": "\\", "markdown": "$*", "html": "<", "text": "=*A"}


@pytest.mark.parametrize(("name", "wanted"), some(list(product(LINES, MARKS)), 3))
def test_each_format(run: Run, name: str, wanted: str) -> None:
    line = LINES[name] if name != "jacobian" else "jacobian 'A*tanh(x)' -v 'A[n,m]; x[m]' -w x"
    result = run(f"{line} --format {wanted}")
    assert result.exit_code == 0, result.output
    assert any(mark in result.stdout for mark in MARKS[wanted]) or (name == "check" and wanted == "text")
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("ending", "start"),
    [("html", "<!doctype html>"), ("tex", "2 X^{\\top}"), ("md", "$$\n"), ("json", "{\n"), ("txt", "2*X'*(X*w - y)\n")],
)
def test_the_ending_of_a_file_says_the_format(run: Run, folder: Path, ending: str, start: str) -> None:
    result = run(f"gradient {LEAST_SQUARES} -o out.{ending}")
    assert result.exit_code == 0 and result.stdout == "" and f"written to out.{ending}" in result.stderr
    assert (folder / f"out.{ending}").read_text().startswith(start)


def test_a_format_that_is_asked_for_wins_over_the_ending(run: Run, folder: Path) -> None:
    run(f"gradient {LEAST_SQUARES} -f latex -o out.txt")
    assert (folder / "out.txt").read_text() == "2 X^{\\top} \\left(X w - y\\right)\n"


# -- what they say -----------------------------------------------------------------------------------------------------
def test_a_single_formula_is_all_there_is_on_the_standard_output(run: Run) -> None:
    result = run(f"gradient {LEAST_SQUARES}")
    assert result.stdout == "2*X'*(X*w - y)\n"
    assert result.stderr == "note: inferred y[n]\n"


def test_several_variables_and_shared_parts(run: Run) -> None:
    line = "gradient 'norm2(tanh(A*x) - b)^2' -v 'A[n,m]; x[m]; b[n]' -w A -w x"
    first, second = run(f"{line} --where never").stdout.splitlines()
    assert first.startswith("∂f/∂A = ") and second.startswith("∂f/∂x = ")
    for option in ("", "--where always"):
        assert run(f"{line} {option}").stdout.splitlines() == [
            "y = tanh(A*x)", "u = (y - b).*(1 - y.^2)", "∂f/∂A = 2*u*x'", "∂f/∂x = 2*A'*u",
        ]  # fmt: skip


def test_a_hessian_in_two_variables_together(run: Run) -> None:
    line = "hessian 'norm2(A*x - b)^2' -v 'A[n,m]; x[m]; b[n]'"
    assert run(f"{line} --wrt x,b").stdout == "[2*A'*A, -2*A'; -2*A, 2*eye(n)]\n"
    assert run(f"{line} --wrt x --wrt b").stdout.splitlines() == ["hessian(x) = 2*A'*A", "hessian(b) = 2*eye(n)"]
    (found,) = json.loads(run(f"{line} --wrt x,b -f json").stdout)["results"]
    assert [each["name"] for each in found["variables"]] == ["x", "b"]


def test_conventions_are_said(run: Run) -> None:
    result = run("gradient 'tr(B*S)' -v 'B[n,n]; S[n,n]: symmetric' -w S --convention independent")
    assert result.stdout == "B + B' - diag(diagonal(B))\n"
    assert "note: S is symmetric; gradient: the derivative with respect to each free parameter" in result.stderr


def test_kinks_are_said(run: Run) -> None:
    result = run("gradient 'sum(abs(x))' -v 'x[n]'")
    assert result.stdout == "sign(x)\n" and "at 0 it is not differentiable" in result.stderr


def test_values(run: Run, folder: Path) -> None:
    data = arrays(folder / "data.npz")
    wanted = 2 * data["X"].T @ (data["X"] @ data["w"] - data["y"])
    found = json.loads(run(f"{LINES['gradient']} -f json").stdout)
    np.testing.assert_allclose(found["results"][0]["value"], wanted)
    assert run(LINES["gradient"]).stdout.splitlines()[1:] == ["", str(wanted)]
    assert run(f"{LINES['gradient']} -o out.npz").exit_code == 0
    np.testing.assert_allclose(arrays(Path("out.npz"))["gradient"], wanted)


@pytest.mark.parametrize(
    ("claim", "code", "word"), [("2*A'*(A*x - b)", 0, "right"), ("A'*(A*x - b)", 1, "wrong"), ("2*A*x", 1, "wrong")]
)
def test_check(run: Run, claim: str, code: int, word: str) -> None:
    result = run(f"check 'norm2(A*x - b)^2' \"{claim}\" -v 'A[n,m]; x[m]; b[n]' -w x")
    assert result.exit_code == code and result.stdout.startswith(word)


def test_check_a_hessian_and_a_jacobian(run: Run) -> None:
    declared = "-v 'A[n,n]: symmetric; x[n]' -w x"
    assert run(f"check \"x'*A*x\" '2*A' {declared} --of hessian").exit_code == 0
    assert run(f"check \"x'*A*x\" 'A' {declared} --of hessian").exit_code == 1
    assert run(f"check 'A*x' 'A' {declared}").exit_code == 0


def test_solve(run: Run, folder: Path) -> None:
    data = arrays(folder / "data.npz")
    wanted = np.linalg.lstsq(data["X"], data["y"], rcond=None)[0]
    found = json.loads(run(f"{LINES['solve']} -f json").stdout)
    np.testing.assert_allclose(found["numbers"]["w"], wanted)
    assert found["kind"] == "global minimum" and found["values"]["w"]["expression"] == "pinv(X)*y"
    assert run("solve 'norm2(X*w - y)^2' -v 'X[n,m]; w[m]' -w w --sense max").exit_code == 3


def test_minimize(run: Run, folder: Path) -> None:
    data = arrays(folder / "data.npz")
    wanted = np.linalg.lstsq(data["X"], data["y"], rcond=None)[0]
    result = run(f"{LINES['minimize']} -o fitted.npz")
    assert result.exit_code == 0 and "converged:     yes" in result.stdout and "w = [" in result.stdout
    np.testing.assert_allclose(arrays(Path("fitted.npz"))["w"], wanted, atol=1e-6)
    best = run("minimize '-(a - 2)^2 + 3' -v 'a' --sense max -f json")
    assert json.loads(best.stdout)["value"] == pytest.approx(3)


def test_minimize_that_does_not_converge(run: Run) -> None:
    result = run("minimize 'exp(x)' -v x --iterations 2")
    assert result.exit_code == 3 and "converged:     no" in result.stdout and "not converged" in result.stderr


def test_code_runs(run: Run, folder: Path) -> None:
    assert run(f"code {LEAST_SQUARES} --of value,gradient,hessian -o fit.py").exit_code == 0
    namespace: dict[str, Any] = {}
    exec((folder / "fit.py").read_text(), namespace)
    data = arrays(folder / "data.npz")
    X, w, y = data["X"], data["w"], data["y"]
    assert namespace["value"](X=X, w=w, y=y) == pytest.approx(((X @ w - y) ** 2).sum())
    np.testing.assert_allclose(namespace["gradient"](X=X, w=w, y=y), 2 * X.T @ (X @ w - y))
    np.testing.assert_allclose(namespace["hessian"](X=X), 2 * X.T @ X)


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_written_code_tests_itself(run: Run, folder: Path, backend: str) -> None:
    """Run by itself, a module compares its values with those that were found when it was written."""
    if importlib.util.find_spec(BACKENDS[backend].package) is None:
        pytest.skip(f"{BACKENDS[backend].package} is not installed")
    declared = "-v 'X[n,m]; w[m]; y[n]; S[n,n]: positive_definite' -w w -w S"
    text = "'norm2(X*w - y)^2 + logdet(S)'"
    assert run(f"code {text} {declared} --backend {backend} --self-test -o made.py").exit_code == 0
    (folder / "wrong.py").write_text((folder / "made.py").read_text().replace("r @ r", "2 * (r @ r)"))
    both = "import runpy; [runpy.run_path(name, run_name='__main__') for name in ('made.py', 'wrong.py')]"
    as_python = {**os.environ, "NUMBA_DISABLE_JIT": "1"} if TIMES == 1 else None  # tests/compiling compiles the same
    ran = subprocess.run([sys.executable, "-c", both], capture_output=True, text=True, cwd=folder, env=as_python)
    assert ran.stdout == "the values are right\n" and "wrong.py" in ran.stderr and "AssertionError" in ran.stderr
    assert "__main__" not in run(f"code {text} {declared}").stdout


@pytest.mark.parametrize("part", ["value", "gradient", "hessian"])
@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_every_name_in_written_code_is_one_of_the_module(run: Run, backend: str, part: str) -> None:
    """Read from the syntax tree, for libraries that are not installed too."""
    module = ast.parse(run(f"code {LEAST_SQUARES} --of {part} --backend {backend} --self-test").stdout)
    nodes = list(ast.walk(module))
    known = {one.asname or one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    known |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)} | set(dir(builtins))
    known |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    names = [node for node in nodes if isinstance(node, ast.Name)]
    known |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assert {node.id for node in names} <= known


def test_code_by_several_variables(run: Run) -> None:
    result = run("code 'norm2(A*x)^2' -v 'A[n,m]; x[m]' -w A -w x --of gradient")
    assert 'return {"A": 2 * np.outer(Ax, x), "x": 2 * (A.T @ Ax)}' in result.stdout


def test_functions_of_one_module_have_their_arguments_in_one_order(run: Run) -> None:
    line = "code \"sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))\" -v 'x[d] for i in 1..n; mu[d]; S[d,d]' -w mu -w S"
    heads = [text for text in run(line).stdout.splitlines() if text.startswith("def ")]
    assert heads == ["def value(x, mu, S):", "def gradient(x, mu, S):"]


def test_demo_needs_its_extras(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("demo")
    assert result.exit_code == 3
    assert result.stderr == ("error: the demonstration needs sklearn and matplotlib: pip install 'extremum[demo]'\n")


def test_a_problem_is_about_what_alone_is_constrained(run: Run) -> None:
    result = run("solve \"minimize w'*S*w subject to sum(w) == 1\" -v 'S[n,n]: positive_definite; w[n]'")
    assert result.stdout.startswith("w = inv(S)*ones(n)/sum(inv(S))\n")
