"""Random questions: a function of hostile names and sizes, with its value by plain NumPy."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from scipy import linalg, special

import extremum as ex
from extremum.algebra.dims import ONE, Dim
from extremum.operations.leaves import declared
from extremum.verify.sampling import draw
from tests.fuzz_expressions import Env, Generator, Rejected, Shape

HOSTILE = [
    "P", "T", "e", "I", "x_", "lambda", "inverse", "tr", "vec", "sum", "exp", "dx", "np", "self", "y", "G", "L", "K",
    "E", "Σ", "μ",
    "alpha", "del", "k", "H", "J", "W", "X", "u", "f", "g", "dA", "pi_", "norm2", "diag", "in", "None", "O", "_",
    "S",
]  # fmt: skip
"""Names of keywords, of functions, of letters that derivations use, of Greek letters."""


class Hostile(Generator):
    """Expressions of hostile names, and of sizes that are numbers more often than elsewhere."""

    kinds: ClassVar[tuple[str, ...]] = ("rules", "functions", "equations")  # S is a name here, and no function

    def letter(self, shape: Shape) -> str:
        free = [name for name in HOSTILE if name not in self.symbols]
        return self.rng.choice(free)

    def dim(self) -> Dim:
        return Dim.of(self.rng.choice((2, 3))) if self.rng.random() < 0.15 else Generator.dim(self)


@dataclass(slots=True)
class Question:
    """A function, its text with declarations where it was read, and how NumPy computes it from data by name.

    smooth: whether it has derivatives wherever it has a value; families: names of samples.
    """

    seed: int
    expr: ex.Expr
    symbols: list[ex.Expr]
    value: Callable[[Env], Any]
    smooth: bool
    text: str = ""
    declarations: str = ""
    families: Mapping[str, Dim] = field(default_factory=dict)

    @property
    def rng(self) -> random.Random:
        """Choices about this question, the same each time."""
        return random.Random(self.seed + 1)

    def env(self, trial: int) -> Env:
        """Random sizes (different, equal or 1) and data that satisfy the assumptions."""
        rng = np.random.default_rng([self.seed, trial])
        kind = rng.random()
        values = [2, 3, 4, 5] if kind < 0.6 else [3, 3, 3, 3] if kind < 0.8 else [1, 2, 3, 1]
        sizes = dict(zip("nmpq", map(int, rng.permutation(values)), strict=True)) | {"N": 3, "r": 3}
        dim: Callable[[Dim], int] = lambda d: d.value(sizes)  # noqa: E731
        env: Env = {"dim": dim, "sizes": sizes, "peak": 1.0, "i": 0}
        for s in self.symbols:
            env[s.name] = draw((dim(s.rows), dim(s.cols)), declared(s), rng)
        for name, rows in self.families.items():
            env[name] = rng.normal(size=(3, dim(rows), 1))
        return env

    def data(self, env: Env) -> dict[str, Any]:
        """The data as a person gives them: numbers, 1-D arrays, one row a sample; sizes among them."""
        found: dict[str, Any] = dict(env["sizes"])
        for s in self.symbols:
            found[s.name] = env[s.name][0, 0] if s.is_scalar else env[s.name][:, 0] if s.is_column else env[s.name]
        return found | {
            name: env[name][:, :, 0] if rows is not ONE else env[name][:, 0, 0] for name, rows in self.families.items()
        }

    def at(self, env: Env) -> Any:
        """The value at a point, a finite matrix of moderate size.

        Raises:
            Rejected: it is none.
        """
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            try:
                found = np.atleast_2d(np.asarray(self.value(env), dtype=float))
            except (np.linalg.LinAlgError, linalg.LinAlgError):
                raise Rejected from None
        if not np.isfinite(found).all() or np.abs(found).max(initial=0) > 1e6:
            raise Rejected
        return found


def drawn(seed: int) -> Question | None:
    """The question of a seed; None where what was drawn has no moderate values, or is refused as it is built."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        return _written(seed, rng)
    generator = Hostile(rng, smooth=rng.random() < 0.7)
    shape = (ONE, ONE) if rng.random() < 0.6 else generator.shape()
    raw = generator.draw(shape, rng.randint(1, 6))
    symbols = list(generator.symbols.values())
    families = {name: rows for name, (rows, _) in generator.families.items()}
    question = Question(
        seed, ex.parse("1"), symbols, raw.evaluate, generator.smooth and generator.analytic, families=families
    )
    try:
        question.at(question.env(0))
        question.expr = raw.build()
    except (Rejected, ex.ExtremumError):
        return None
    return question


# -- as text -----------------------------------------------------------------------------------------------------------
ROLES: dict[str, tuple[str, str]] = {
    "A": ("[n,m]", ""), "B": ("[n,m]", ""), "S": ("[n,n]", "symmetric"), "P": ("[n,n]", "positive_definite"),
    "Q": ("[n,n]", "invertible"), "x": ("[m]", ""), "b": ("[n]", ""), "v": ("[n]", ""), "w": ("[n]", "positive"),
    "s": ("", ""),
    "l": ("", "positive"), "U": ("[n,n]", "orthogonal"), "o": ("[n]", "unit"), "D": ("[n,n]", "diagonal"),
}  # fmt: skip
"""Shape and assumption of the letters in the formulas."""


def _sq(a: Any) -> Any:
    return (a * a).sum()


def _samples(z: Any) -> Any:
    return z[:, :, 0].T


FORMULAS: list[tuple[str, Callable[..., Any], bool]] = [
    ("norm2({A}*{x} - {b})^2", lambda A, x, b: _sq(A @ x - b), True),
    ("norm2({A}*{x} - {b})^2 + {l}*norm2({x})^2", lambda A, x, b, l: _sq(A @ x - b) + l * _sq(x), True),
    ("norm2({A}*{x} - {b})^2 + {s}*norm2({x})^2", lambda A, x, b, s: _sq(A @ x - b) + s * _sq(x), True),
    ("({A}*{x} - {b})'*{P}*({A}*{x} - {b})", lambda A, x, b, P: (A @ x - b).T @ P @ (A @ x - b), True),
    ("{v}'*{S}*{v} - 2*{b}'*{v}", lambda v, S, b: v.T @ S @ v - 2 * b.T @ v, True),
    ("1/2*{v}'*{P}*{v} - {b}'*{v} + {s}", lambda v, P, b, s: v.T @ P @ v / 2 - b.T @ v + s, True),
    ("logdet({P}) + {v}'*inv({P})*{v}", lambda P, v: np.linalg.slogdet(P)[1] + v.T @ np.linalg.solve(P, v), True),
    ("tr({S}*inv({P})) + logdet({P})", lambda S, P: np.trace(S @ np.linalg.inv(P)) + np.linalg.slogdet(P)[1], True),
    ("sum(log(1 + exp({A}*{x}))) - {b}'*{A}*{x}", lambda A, x, b: np.logaddexp(0, A @ x).sum() - b.T @ A @ x, True),
    ("sum_i(norm2({z}[i] - {x})^2)", lambda z, x: _sq(_samples(z) - x), True),
    ("sum_i(exp({x}'*{z}[i])) + {l}*norm2({x})^2", lambda z, x, l: np.exp(x.T @ _samples(z)).sum() + l * _sq(x), True),
    ("N/2*log({l}) + sum_i(norm2({z}[i] - {x})^2)/(2*{l})", lambda z, x,
    l: 1.5 * np.log(l) + _sq(_samples(z) - x) / (2 * l), True),
    ("logsumexp({A}*{x})", lambda A, x: special.logsumexp(A @ x), True),
    ("norm1({A}*{x} - {b})", lambda A, x, b: np.abs(A @ x - b).sum(), False),
    ("norm2({x})^2 - norm1({x})", lambda x: _sq(x) - np.abs(x).sum(), False),
    ("sum(relu({A}*{x})) + {l}*norm1({x})", lambda A, x, l: np.maximum(A @ x, 0).sum() + l * np.abs(x).sum(), False),
    ("tr({A}'*{S}*{A})", lambda A, S: np.trace(A.T @ S @ A), True),
    ("tr({A}'*{B}) + norm2({A})^2", lambda A, B: np.trace(A.T @ B) + _sq(A), True),
    ("norm2({Q}*{B} - {A})^2", lambda Q, B, A: _sq(Q @ B - A), True),
    ("norm2({U}*{B} - {A})^2", lambda U, B, A: _sq(U @ B - A), True),
    ("{o}'*{S}*{o}", lambda o, S: o.T @ S @ o, True),
    ("tr({D}*{S}*{D}) - 2*tr({D}*{P})", lambda D, S, P: np.trace(D @ S @ D) - 2 * np.trace(D @ P), True),
    ("{l}*{s}^2 - 2*{s}", lambda l, s: l * s**2 - 2 * s, True),
    ("exp({s}) - {l}*{s}", lambda s, l: np.exp(s) - l * s, True),
    ("{l} - log({l})", lambda l: l - np.log(l), True),
    ("sin({s})*{l}^2 - {l}", lambda s, l: np.sin(s) * l**2 - l, True),
    ("sum({w}.*log({w})) - {b}'*{w}", lambda w, b: (w * np.log(w)).sum() - b.T @ w, True),
    ("sum({b}.^2 ./ {w})", lambda b, w: (b**2 / w).sum(), True),
    ("-{v}'*{v} + {s}", lambda v, s: -v.T @ v + s, True),
    ("({v}'*{b})/norm2({v})", lambda v, b: v.T @ b / np.sqrt(_sq(v)), True),
    ("norm2({v})*norm2({b})", lambda v, b: np.sqrt(_sq(v) * _sq(b)), True),
    ("sign({s})*{l} + abs({s})", lambda s, l: np.sign(s) * l + np.abs(s), False),
    ("0*{s} + {x}'*{x} - {x}'*{x}", lambda s, x: 0.0, True),
    ("3", lambda: 3.0, True),
    ("n*{s} - m", lambda s, n, m: n * s - m, True),
    ("norm_nuc({A})", lambda A: np.linalg.norm(A, "nuc"), False),
    ("eigmax({S})", lambda S: np.linalg.eigvalsh(S)[-1], False),
    ("{A}*{x} - {b}", lambda A, x, b: A @ x - b, True),
    ("softmax({A}*{x})", lambda A, x: special.softmax(A @ x), True),
    ("{Q}*{A} + {B}", lambda Q, A, B: Q @ A + B, True),
    ("inv({Q})*{v}", lambda Q, v: np.linalg.solve(Q, v), True),
    (r"\|{A}{x} - {b}\|_2^2 + {l}\|{x}\|_2^2", lambda A, x, b, l: _sq(A @ x - b) + l * _sq(x), True),
    (r"\frac{{1}}{{2}} {v}^\top {S} {v} - {b}^\top {v}", lambda v, S, b: v.T @ S @ v / 2 - b.T @ v, True),
    (r"\log\det {P} + \operatorname{{tr}}({S} {P}^{{-1}})", lambda P,
    S: np.linalg.slogdet(P)[1] + np.trace(S @ np.linalg.inv(P)), True),
    (r"\sum_{{i=1}}^N \|{z}_i - {x}\|^2", lambda z, x: _sq(_samples(z) - x), True),
]  # fmt: skip
"""Formulas over the roles, their values, and whether they are smooth; ``{z}`` is a family of samples."""


def _written(seed: int, rng: random.Random) -> Question | None:
    template, numeric, smooth = rng.choice(FORMULAS)
    latex = "\\" in template
    roles = [role for role in [*ROLES, "z"] if "{" + role + "}" in template.replace("{{", "").replace("}}", "")]
    pool = "PTeIGLKyHJWXufgESO" if latex else [name for name in HOSTILE if name not in ("k", "in")]
    names = dict(zip(roles, rng.sample(list(pool), len(roles)) if rng.random() < 0.7 else roles, strict=True))
    lines = [f"{names[r]}{ROLES[r][0]}{': ' * bool(ROLES[r][1])}{ROLES[r][1]}" for r in roles if r != "z"]
    lines += [f"{names['z']}[m] for i in 1..N"] if "z" in roles else []
    text, declarations = template.format(**names), "; ".join(lines)
    expr = (ex.parse_latex if latex else ex.parse)(text, [declarations, *ex.dims("n m N")])
    symbols = [ex.parse(names[r], declarations) for r in roles if r != "z"]

    def value(env: Env) -> Any:
        return numeric(
            **{role: env[name] for role, name in names.items()},
            **({"n": env["sizes"]["n"], "m": env["sizes"]["m"]} if template.startswith("n*") else {}),
        )

    return Question(
        seed, expr, symbols, value, smooth, text, declarations, {names["z"]: Dim.of("m")} if "z" in roles else {}
    )
