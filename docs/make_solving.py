"""Writes solving.md, solutions as ``ex.solve`` prints them, with derivations: python docs/make_solving.py"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import extremum as ex

PATH = Path(__file__).with_name("solving.md")


@dataclass(frozen=True, slots=True)
class Example:
    """A problem in the text language, and what it is called."""

    title: str
    objective: str
    unknowns: tuple[str, ...]
    sense: str | None
    declarations: str
    constraints: tuple[str, ...] = ()

    def shown(self) -> str:
        """The call and its output."""
        names = f'"{self.unknowns[0]}"' if len(self.unknowns) == 1 else str(list(self.unknowns)).replace("'", '"')
        sense = "" if self.sense is None else f'"{self.sense}"'
        stated = "".join(f'"{text}"' if not k else f', "{text}"' for k, text in enumerate(self.constraints))
        call = f'"{self.objective}", {names}'
        call += f", {sense}" if sense else ""
        call += f", constraints=[{stated}]" if stated else ""
        said = f"```text\n{self._said()}\n```\n"
        return f'```python\nex.solve({call},\n         declarations="{self.declarations}")\n```\n{said}'

    def _said(self) -> str:
        try:
            given = list(self.unknowns)
            return str(ex.solve(self.objective, given, self.sense, self.constraints, self.declarations))
        except ex.ExtremumError as error:
            return f"{type(error).__name__}: {error}"


_LS = "A[m,n]; x[n]; b[m]"

SECTIONS: dict[str, list[Example]] = {
    "Least squares": [
        Example("Independent columns", "norm2(A*x - b)^2", ("x",), "min", "A[m,n]: full_column_rank; x[n]; b[m]"),
        Example("Any rank: infinitely many solutions", "norm2(A*x - b)^2", ("x",), "min", _LS),
        Example("Ridge", "norm2(A*x - b)^2 + c*norm2(x)^2", ("x",), "min", f"{_LS}; c: positive"),
        Example("From both sides", "norm2(A*X*B - C)^2", ("X",), "min", "A[m,n]; X[n,k]; B[k,q]; C[m,q]"),
    ],
    "With equations": [
        Example("The shortest solution", "x'*x", ("x",), "min", "A[p,n]; x[n]; b[p]", ("A*x == b",)),
        Example("The portfolio of least variance", "w'*S*w", ("w",), "min", "S[n,n]: positive_definite; w[n]",
                ("sum(w) == 1",)),
        Example("A beam that keeps one direction", "w'*R*w", ("w",), "min", "R[n,n]: positive_definite; w[n]; a[n]",
                ("a'*w == 1",)),
        Example("What an output costs", "w'*x", ("x",), "min", "w[n]: positive; x[n]: positive; a[n]: positive; c",
                ("a'*log(x) == c",)),
        Example("The entropy with a given mean", "-p'*log(p)", ("p",), "max", "p[n]: positive; a[n]; b",
                ("sum(p) == 1", "a'*p == b")),
    ],
    "Estimation": [
        Example("The Gaussian", "N*logdet(S) + sum_i((x[i] - u)'*inv(S)*(x[i] - u))", ("u", "S"), "min",
                "x[d] for i in 1..N; u[d]; S[d,d]: positive_definite"),
        Example("Regression of several responses", "N*logdet(S) + tr((Y - X*B)*inv(S)*(Y - X*B)')", ("B", "S"), "min",
                "Y[N,k]; X[N,d]; B[d,k]; S[k,k]: positive_definite"),
        Example("The gain of a Kalman filter", "tr((eye(n) - K*H)*Q*(eye(n) - K*H)' + K*R*K')", ("K",), "min",
                "K[n,p]; H[p,n]; Q[n,n]: positive_definite; R[p,p]: positive_definite"),
    ],
    "Eigenvectors": [
        Example("Principal components", "norm2(X - X*W*W')^2", ("W",), "min", "X[m,n]; W[n,k]", ("W'*W == eye(k)",)),
        Example("A plane through the mean", "norm2((X - ones(m)*u')*(eye(n) - W*W'))^2", ("u", "W"), "min",
                "X[m,n]; u[n]; W[n,k]", ("W'*W == eye(k)",)),
        Example("Whitening that changes least", "tr(W*S)", ("W",), "max", "W[n,n]; S[n,n]: positive_definite",
                ("W*S*W' == eye(n)",)),
        Example("Discriminant analysis", "tr(inv(W'*A*W)*W'*B*W)", ("W",), "max",
                "A[n,n]: positive_definite; B[n,n]: positive_definite; W[n,k]"),
        Example("Canonical correlations", "u'*C*v", ("u", "v"), "max",
                "C[n,k]; A[n,n]: positive_definite; B[k,k]: positive_definite; u[n]; v[k]",
                ("u'*A*u == 1", "v'*B*v == 1")),
        Example("Low rank", "norm2(A - U*V')^2", ("U", "V"), "min", "A[m,n]; U[m,k]; V[n,k]"),
        Example("A rotation", "norm2(A*R - B)^2", ("R",), "min", "A[m,n]; B[m,n]; R[n,n]",
                ("R'*R == eye(n)", "det(R) == 1")),
        Example("The best ratio", "u'*w/sqrt(w'*S*w)", ("w",), "max", "u[n]; w[n]; S[n,n]: positive_definite"),
    ],
    "Kinks and borders": [
        Example("Soft threshold", "norm2(x - b)^2/2 + c*norm1(x)", ("x",), "min", "x[n]; b[n]; c: positive"),
        Example("Projection onto the simplex", "norm2(x - b)^2", ("x",), "min", "x[n]; b[n]",
                ("sum(x) == 1", "x >= 0")),
        Example("Entropy", "c'*p - t*p'*log(p)", ("p",), "max", "c[n]; p[n]: positive; t: positive", ("sum(p) == 1",)),
    ],
    "Kinds, conditions and honest answers": [
        Example("A box of given volume", "2*(x*y + y*z + x*z)", ("x", "y", "z"), "min",
                "x: positive; y: positive; z: positive; V: positive", ("x*y*z == V",)),
        Example("Scale and rotation", "norm2(s*A*R - B)^2", ("R", "s"), "min",
                "A[m,n]; B[m,n]; R[n,n]; s: positive", ("R'*R == eye(n)",)),
        Example("A minimum only where a is positive", "a*x^2 - 2*b*x", ("x",), "min", "a; b; x"),
        Example("A saddle", "tr(A*X) - logdet(X)", ("X",), None, "X[n,n]: invertible; A[n,n]: positive_definite"),
        Example("No maximum", "norm2(A*x - b)^2", ("x",), "max", _LS),
        Example("A bound that is not attained", "exp(c'*x)", ("x",), "min", "c[n]; x[n]"),
        Example("No closed form", "sum_i(log(1 + exp(x[i]'*w)) - y[i]*x[i]'*w)", ("w",), "min",
                "y for i in 1..N: binary; x[d] for i in 1..N; w[d]"),
    ],
}  # fmt: skip

HEAD = """# Extrema in closed form

`ex.solve` takes an objective, its unknowns, the sense and constraints, and gives the solution: the values, what they
are unique up to, the kind of extremum with the reason that proves it, the conditions on the data (which
`solution.evaluate(data)` checks), the multipliers, and the steps. Where it finds none it says what it tried; without a
sense it shows one stationary point, and says of how many. The multipliers are those of f + ν (left - right), for each
constraint as it is written: that of `x + y >= 1` has the other sign than that of `1 <= x + y`.

This page is written by `docs/make_solving.py` from what the library prints; the tests compare both.

The strategies, in order: {strategies}.

What none of them solves is looked at again in other forms: with the best value of one unknown put in, in logarithms, by
a one-to-one function of the unknown, by its length or the sizes of its entries, and with one equation or inequality
taken into the objective with a multiplier (Luenberger (1969), sec. 8.4).

The theorems:

| theorem | what it says | source |
| --- | --- | --- |
{theorems}

The functions that are undone, each strictly monotone on its whole domain: `f(u) = v` says that `u` is the inverse at
`v`, where `v` is a value of `f`; where that is not known, it is a condition (Abramowitz & Stegun (1964), 4.1 to 4.6).
Powers of what is positive are undone in the same way.

| f(u) | inverse at v | values of f |
| --- | --- | --- |
{inverses}
"""


def page() -> str:
    """The page."""
    from extremum.operations.elementwise import FUNCTIONS
    from extremum.solving.inverses import INVERSES
    from extremum.solving.strategies import STRATEGIES
    from extremum.solving.theorems.table import THEOREMS

    strategies = ", ".join(strategy.name for strategy in STRATEGIES)
    v = ex.scalar("v")
    inverses = "\n".join(
        f"| `{name}(u)` | `{ex.simplify(inverse(v))}` | {FUNCTIONS[name].range} |" for name, inverse in INVERSES.items()
    )
    theorems = "\n".join(f"| {t.name} | {t.statement.replace('|', '&#124;')} | {t.source} |" for t in THEOREMS)
    parts = [HEAD.format(strategies=strategies, theorems=theorems, inverses=inverses)]
    for section, examples in SECTIONS.items():
        parts.append(f"## {section}\n")
        parts += [f"### {example.title}\n\n{example.shown()}" for example in examples]
    return "\n".join(parts)


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
