"""What goes in: formulas in both notations and from a pipe, variables, data; and the errors that name what is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extremum.cli.command import CODES
from tests.cli.conftest import Run


# -- formulas ----------------------------------------------------------------------------------------------------------
def test_a_formula_from_the_standard_input(run: Run) -> None:
    assert run("gradient - -v 'x[n]'", "norm2(x)^2\n").stdout == "2*x\n"
    assert run("check 'x^2' - -v x", "2*x").exit_code == 0
    assert "there is no formula" in run("gradient - -v x", "").stderr
    assert "only one of" in run("check - - -v x", "x").stderr


@pytest.mark.parametrize("formula", ["-x^2", "-2*x", "-x*x", "- x^2", "-(x)^2", "-norm2(x)^2", "-\\frac12 x^2"])
def test_a_leading_minus_is_no_option(run: Run, formula: str) -> None:
    assert run(f"gradient '{formula}' -v x").exit_code == 0
    assert run(f"gradient -v x '{formula}'").exit_code == 0
    assert run(f"gradient -v x -- '{formula}'").exit_code == 0


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("gradient '-sum(x)' -v 'x[n]'", "-ones(n)"),
        ("gradient \"-w'*w\" -v 'w[n]'", "-2*w"),
        ("gradient -v 'w[n]' \"-w'*w\"", "-2*w"),
        ("gradient '-d*norm2(w)^2' -v 'w[n]; d' -w w", "-2*d*w"),
        ("check \"-w'*w\" '-2*w' -v 'w[n]'", "right"),
        ("check \"-w'*w\" '-w*2' -v 'w[n]'", "right"),
        ("solve '-sum(log(w)) + sum(w)' -v 'w[n]: positive' -w w --sense min", "w = ones(n)"),
        ("minimize '-sum(log(w)) + sum(w)' -v 'w[n]: positive' -w w --dim n=2", "value"),
        ("derive '-sum(x)' -v 'x[n]'", "ones(n)"),
    ],
)
def test_a_formula_that_begins_as_an_option_does(run: Run, command: str, answer: str) -> None:
    result = run(command)
    assert result.exit_code == 0, result.stderr
    assert answer in result.stdout


def test_what_begins_as_an_option_and_is_in_doubt(run: Run) -> None:
    result = run("gradient '-w[1]' '-d*w[2]'")
    assert result.exit_code == 2
    assert "put -- before the formula" in " ".join(result.stderr.split())
    assert run("gradient 'x[1]^2' '-vx[n]' -wx").exit_code == 0


def test_options_stay_options(run: Run) -> None:
    assert run("gradient 'x^2' -vx -wx").stdout == "2*x\n"
    for unknown in ("--nope", "-q", "-z"):
        result = run(f"gradient 'x^2' -v x {unknown}")
        assert result.exit_code == 2 and "No such option" in result.stderr, unknown


def test_latex_and_what_was_decided_about_it(run: Run) -> None:
    result = run(r"gradient '\frac{1}{2}\|A x - b\|^2 + e^{A}_{1}' -v 'A[n,m]; x[m]; b[n]' -w x")
    assert result.exit_code == 2 and "^" in result.stderr
    result = run(r"gradient '\frac{1}{2}\|A x - b\|_2^2' -v 'A[n,m]; x[m]; b[n]' -w x")
    assert result.stdout == "A'*(A*x - b)\n"
    result = run(r"gradient '\log |A|' -v 'A[n,n]: positive_definite'")
    assert result.stdout == "inv(A)\n" and "note: |A| of a square matrix is read as its determinant" in result.stderr


def test_which_variable(run: Run) -> None:
    assert run("gradient 'x^2' -v x").stdout == "2*x\n"
    result = run("gradient 'x*y' -v 'x; y'")
    assert result.exit_code == 2
    assert result.stderr == "error: with respect to which variable? Add --wrt and one of x, y\n"
    result = run("gradient 'alpha*y' -v 'alpha; y' -w alhpa")
    assert result.exit_code == 2 and "did you mean alpha?" in result.stderr
    assert run("gradient '3'").exit_code == 2
    assert run("gradient '3' -v x").stdout == "0\n"
    assert run("gradient 'x^2' -v 'x; y'").stdout == "2*x\n"
    assert run("gradient 'x^2' -v 'x; y' -w y").stdout == "0\n"
    assert run(r"gradient '\mu^2 x' -v 'mu; x' -w '\mu'").stdout == "2*mu*x\n"


def test_a_member_of_a_family(run: Run) -> None:
    declared = "-v 'x[d] for i in 1..N; w[d]'"
    assert run(f"gradient \"sum_i(w'*x[i])\" {declared} -w 'x[2]'").stdout == "w\n"
    assert run(f'gradient "sum_i(w\'*x[i])" {declared} -w x').stdout == "w\n"


# -- data --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "data", ["-d data.npz", "-d X=data.npz -d w=data.npz:w -d y=y.npy", "-d X=X.csv -d w=[1,-2,0.5] -d y=y.npy"]
)
def test_data(run: Run, folder: Path, data: str) -> None:
    result = run(f"gradient 'norm2(X*w - y)^2' -v 'X[n,m]; w[m]; y[n]' -w w {data}")
    with np.load(folder / "data.npz") as file:
        X, w, y = file["X"], file["w"], file["y"]
    assert result.stdout.splitlines()[-1] == str(2 * X.T @ (X @ w - y))


def test_columns_of_a_table(run: Run, folder: Path) -> None:
    (folder / "table.csv").write_text("height;weight;age\n1;2;3\n4;5;6\n")
    one = run("jacobian 'x' -v 'x[n]' --data x=table.csv:weight -f json")
    assert '"value"' in one.stdout
    result = run("gradient 'norm2(x)^2' -v 'x[n]' -d x=table.csv:weight")
    assert result.stdout.splitlines()[-1] == "[ 4. 10.]"
    result = run("gradient 'norm2(X)^2' -v 'X[n,m]' -d X=table.csv:age,height")
    assert result.stdout.splitlines()[-2:] == ["[[ 6.  2.]", " [12.  8.]]"]


def test_numbers_samples_and_dimensions(run: Run, folder: Path) -> None:
    result = run("gradient 'sum_i((y[i] - w*x[i])^2)' -v 'x for i in 1..N; y for i in 1..N; w' -w w "
                 "-d w=2 -d x=[1,2] -d y=[1,3]")  # fmt: skip
    assert result.stdout.splitlines()[-1] == "6"
    (folder / "line.csv").write_text("1,2\n")
    assert run("gradient 'norm2(x)^2' -v 'x[n]' -d x=line.csv").stdout.splitlines()[-1] == "[2. 4.]"
    assert run("jacobian 'x' -v 'x[n]' -w x --dim n=2").stdout.splitlines()[-2:] == ["[[1. 0.]", " [0. 1.]]"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("-d z=[1]", "z is no variable here; the variables: x"),
        ("-d x=nofile.npy", "there is no file 'nofile.npy'"),
        ("-d nofile.npz", "nofile.npz: no such file or directory"),
        ("-d X.csv", "only a .npz file holds names; write NAME=X.csv"),
        ("-d x=X.csv:d", "X.csv has no column 'd'; its columns: a, b, c"),
        ("-d x=y.npy -d x=bad.csv", "bad.csv, line 2, column 1: 'two' is no number"),
        ("-d x=ragged.csv", "ragged.csv, line 2: it has 1 columns, and line 1 has 2"),
        ("-d x=empty.csv", "empty.csv has no numbers"),
        ("-d x=data.npz", "data.npz has no array 'x'; it has X, w, y, t"),
        ("-d x=data.npz:q", "data.npz has no array 'q'"),
        ("-d x=pickled.npy", "pickled.npy: "),
        ("-d x=notes.txt", "files end in .npy, .npz, .csv, not in .txt"),
        ("-d x=X.csv", "x is n×1"),
        ("-d x=[1,null]", "entries of type object"),
        ("--dim n", "'n' is no dimension; write it as n=5"),
        ("--dim n=2 -d x=[1,2,3]", "n is 2 elsewhere"),
    ],
)
def test_bad_data(run: Run, folder: Path, data: str, message: str) -> None:
    (folder / "bad.csv").write_text("1\ntwo\n")
    (folder / "ragged.csv").write_text("1,2\n3\n")
    (folder / "empty.csv").write_text("")
    (folder / "notes.txt").write_text("1\n")
    np.save(folder / "pickled.npy", np.array([{}], dtype=object))
    result = run(f"gradient 'norm2(x)^2' -v 'x[n]' {data}")
    assert result.exit_code == 2, result.output
    assert message in result.stderr and "Traceback" not in result.output


# -- errors and exit codes ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("gradient 'norm2(X*w'", 2, "error: this ( is never closed; add )\n  norm2(X*w\n       ^\n"),
        ("gradient 'A*B' -v 'A[n,m]; B[k,l]'", 2, "error: cannot multiply A (n×m) by B (k×l)"),
        ("gradient 'x' -v 'x['", 2, "error: this [ is never closed"),
        ("gradient 'A' -v 'A[n,m]'", 2, "use extremum jacobian, or make it a scalar first (sum, tr, norm2)"),
        ("gradient 'x' -v x -f pdf", 2, "'pdf' is not one of"),
        ("gradient", 2, "Missing argument"),
        ("nothing", 2, "No such command"),
        ("solve 'exp(x) + x^4' -v x", 3, "no closed form found"),
        ("solve 'exp(x) + x^4' -v x", 3, "extremum minimize finds the extremum by iteration"),
        ("jacobian 'eigvals(A)' -v 'A[n,n]'", 3, "not available"),
        ("code 'x' -v x --backend fortran", 3, "there is no backend 'fortran' yet"),
        ("code 'x' -v x --of slope", 2, "--of takes value, gradient, jacobian, hessian"),
        ("derive 'x*y' -v 'x; y' -w x -w y", 2, "one derivation at a time"),
        ("check 'x*y' 'x' -v 'x; y' -w x -w y", 2, "one claim at a time"),
        ("gradient 'x^2' -v x -o out.npz", 2, "out.npz takes numbers, and there are none"),
        ("gradient 'x^2' -v x -o nowhere/out.txt", 2, "error: nowhere/out.txt: no such file or directory"),
    ],
)
def test_errors(run: Run, line: str, code: int, message: str) -> None:
    result = run(line)
    assert result.exit_code == code and message in result.stderr and not result.stdout
    assert "Traceback" not in result.stderr


def test_an_error_of_ours_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("extremum.cli.derivatives.read", broken)
    result = run("gradient x -v x")
    assert result.exit_code == 4
    assert result.stderr.startswith("error: internal error (test_inputs.py, line ")
    assert "ZeroDivisionError: oops; EXTREMUM_TRACEBACK=1 shows more" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("EXTREMUM_TRACEBACK", "1")
    assert "Traceback" in run("gradient x -v x").stderr


def test_the_codes_are_documented() -> None:
    assert sorted(CODES) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("ending", [".pdf", ".png", ".TXTT", ".csv"])
def test_a_file_whose_ending_is_no_format_is_refused(run: Run, folder: Path, ending: str) -> None:
    result = run(f"gradient 'x^2' -v x -o answer{ending}")
    assert result.exit_code == 2 and f"no format ends in {ending}; there are .txt, .tex" in result.stderr
    assert not (folder / f"answer{ending}").exists()
    assert run(f"gradient 'x^2' -v x --format latex -o answer{ending}").exit_code == 0


# -- families ----------------------------------------------------------------------------------------------------------
def test_the_name_of_a_family_is_all_of_it_for_an_extremum_and_asked_about_for_a_derivative(run: Run) -> None:
    text = "'norm2(u[1] - a)^2 + norm2(u[2] - u[1])^2' -w u -v 'u[p] for i in 1..2; a[p]'"
    for command in ("gradient", "derive", "hessian", "code --of value,gradient"):
        assert "by which member of u?" in run(f"{command} {text}").stderr, command
    assert "by which member of u?" in run(f"check {text} '2*u[1]'").stderr
    assert "u = [[1. 2.]" in run(f"minimize {text} --data a=[1,2]").stdout
    assert "u[1]" not in run(f"solve {text}").stdout


@pytest.mark.parametrize("text", ["A*x == b", r"\mathbf{A} x = b"])
def test_an_equation_is_solved(run: Run, text: str) -> None:
    result = run(f"solve '{text}' -w x -v 'A[n,n]: invertible' --data A=[[1,1],[0,2]] --data b=[3,4]")
    assert result.stdout.startswith("x = inv(A)*b\n") and "x = [1. 2.]" in result.stdout
    assert "is not part of the language" in run("solve 'A*x = b' -w x").stderr


def test_a_member_by_its_subscript(run: Run) -> None:
    text = "'sum_i(norm2(x[i] - m)^2)' -v 'x[d] for i in 1..n; m[d]'"
    assert run(f"gradient {text} -w x_k").stdout == run(f"gradient {text} -w 'x[k]'").stdout == "2*(x[k] - m)\n"
