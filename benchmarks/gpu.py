"""Generated code on a GPU beside code written by hand for it, and beside automatic differentiation, in PyTorch and JAX.

Rounds go through all functions in random order; each is called once before it is timed, and waited for each time; the
times are medians. Products of matrices are
as precise as their numbers say: TF32 is off in both libraries. Without a GPU sizes are small, and it is said.

Run: python benchmarks/gpu.py [part of a row's name …]
"""

from __future__ import annotations

import os
import platform
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
sys.path.pop(0)  # the folder of this file, which would hide the module code
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np

import extremum as ex
from benchmarks.hand import likelihoods, networks
from benchmarks.hand.row import parsed, positive_definite
from benchmarks.peers import FACTORISATION, MAKERS, NAMES, PROBLEMS, Problem, installed
from extremum.compiling.backends import BACKENDS
from extremum.compiling.executing import executed

Data = dict[str, Any]
Run = Callable[[], Any]

PRECISIONS = {"float64": 1e-8, "float32": 2e-3}
"""How near results must be, relative to the largest entry."""
SECONDS, ROUNDS, CALLS = 1.0, 40, 3
"""A row takes at most so long, in so many rounds of so many calls each."""
GOAL = 1.15
"""The largest ratio of our time to the expert's, in each library."""
PAGE = Path(__file__).parent / "gpu.md"


@dataclass(frozen=True, slots=True)
class Row:
    """What is compiled, of which data (large or small), the expert's function by name, what is natural, and how many
    times faster than the best peer ours ought to be; staged: samples that are given once."""

    name: str
    exprs: Callable[[], Mapping[str, ex.Expr]]
    data: Callable[[np.random.Generator, bool], Data]
    hand: str
    natural: Problem
    goal: float | None = None
    staged: str = ""


# -- problems ------------------------------------------------------------------------------------------------------
def _samples(n: int, d: int) -> Callable[[np.random.Generator, bool], Data]:
    def data(rng: np.random.Generator, large: bool) -> Data:
        x = rng.standard_normal((n if large else 300, d), np.float32)
        return {"x": x, "mu": rng.normal(size=d), "S": positive_definite(rng, d)}

    return data


def _process(n: int) -> Callable[[np.random.Generator, bool], Data]:
    def data(rng: np.random.Generator, large: bool) -> Data:
        size = n if large else 60
        return {"y": rng.normal(size=size), "S": positive_definite(rng, size)}

    return data


def _labels(n: int, m: int) -> Callable[[np.random.Generator, bool], Data]:
    return lambda rng, large: likelihoods._labels(*(n, m) if large else (80, 20))(rng)


def _factors(rng: np.random.Generator, large: bool) -> Data:
    n, k = (200, 10) if large else (20, 3)
    return {"U": rng.normal(size=(n, k)), "V": rng.normal(size=(n, k)), "M": rng.normal(size=(n, n))}


def _layers(count: int, n: int, N: int) -> Callable[[np.random.Generator, bool], Data]:
    return lambda rng, large: networks._network_data(count, *(n, N) if large else (10, 5))(rng)


_GAUSSIAN, _NETWORK = PROBLEMS["Gaussian likelihood"], PROBLEMS["tanh network, "]
_MARGINAL = parsed(
    {"value": "-1/2*y'*inv(S)*y - 1/2*logdet(S)"}, ["y[n]", "S[n,n]: positive_definite"], "S"
)  # fmt: skip
ROWS = [
    *(Row(f"Gaussian likelihood, one pass, n = 10^5, d = {d}", likelihoods._GAUSSIAN, _samples(10**5, d), "gaussian",
          _GAUSSIAN) for d in (50, 200)),
    *(Row(f"Gaussian likelihood, staged, n = 10^{power}, d = {d}", likelihoods._GAUSSIAN, _samples(10**power, d),
          "gaussian_of_moments", _GAUSSIAN, 45, "x") for power, d in ((5, 50), (5, 200), (6, 200))),
    *(Row(f"GP marginal likelihood, n = {n:,}", _MARGINAL, _process(n), "process", PROBLEMS["GP likelihood"], 3.5)
      for n in (1000, 4000)),
    *(Row(f"logistic Hessian, n = {n:,}, {m} weights", likelihoods._logistic("hessian"), _labels(n, m),
          "logistic_hessian", PROBLEMS["logistic Hessian, "], 30) for n, m in ((4000, 500), (20_000, 2000))),
    Row("matrix-factorisation Hessian, 200×10", networks._factorisation, _factors, "factorisation_hessian",
        FACTORISATION, 30),
    *(Row(f"tanh network, {count} layers of {n}, batch {N}", networks.layers(count), _layers(count, n, N), "network",
          _NETWORK, 1) for count, n, N in ((3, 100, 32), (10, 100, 256), (10, 1024, 1024))),
]  # fmt: skip


# -- libraries -----------------------------------------------------------------------------------------------------
def _device() -> str:
    """Where PyTorch computes."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _torch_library(precision: str) -> tuple[partial[Any], Callable[..., Any], Callable[[Any], Any]]:
    """How data are handed over, how a function is made ready, and how its result is waited for."""
    import torch

    wait = torch.cuda.synchronize if _device() == "cuda" else lambda: None

    def finished(found: Any) -> Any:
        wait()
        return found

    real = getattr(torch, precision)
    return partial(torch.as_tensor, dtype=real, device=_device()), lambda function, whole: function, finished


def _jax_library(precision: str) -> tuple[partial[Any], Callable[..., Any], Callable[[Any], Any]]:
    """The same for JAX."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", precision == "float64")
    ready = lambda function, whole: jax.jit(function, static_argnames=tuple(whole))  # noqa: E731
    return partial(jnp.asarray, dtype=precision), ready, jax.block_until_ready


LIBRARIES = {"torch": _torch_library, "jax": _jax_library}


def ours(row: Row, library: str, data: Data, precision: str) -> Run:
    """The bare function of the source, which is told precision and device."""
    compiled = ex.compile(list(row.exprs().values()), backend=library, data=[row.staged] if row.staged else [])
    plan = compiled.plan
    space = executed(compiled.source, plan.name, BACKENDS[library])
    array, ready, finished = LIBRARIES[library](precision)
    if library == "torch":
        space["REAL"].update(dtype=array.keywords["dtype"], device=array.keywords["device"])
    given = {a.written: array(data[a.name]) if a.kind != "number" else len(data["x"])
             for a in plan.arguments if a.kind != "staged"}  # fmt: skip
    if plan.once is not None:
        kept = space[plan.once.name](**{a.written: array(data[a.name]) for a in plan.once.arguments})
        given |= dict(zip([a.written for a in plan.arguments if a.kind == "staged"], kept, strict=True))
    function = ready(space[plan.name], [a.written for a in plan.arguments if a.kind == "number"])
    return lambda: finished(function(**given))


def by_hand(row: Row, library: str, data: Data, precision: str) -> Run:
    """The expert's function of the same data."""
    code = import_module(f"benchmarks.hand.on_{library}")
    array, ready, finished = LIBRARIES[library](precision)
    given = {name: array(value) for name, value in data.items()}
    if row.staged:
        N, mean, C = code.moments(given[row.staged])
        given = {"N": N, "mean": mean, "C": C, "mu": given["mu"], "S": given["S"]}
    function = ready(getattr(code, row.hand), ["N"] if row.staged else [])
    return lambda: finished(function(**given))


def natural(row: Row, library: str, data: Data, precision: str) -> Run:
    """The function and its derivatives by automatic differentiation."""
    finished = LIBRARIES[library](precision)[2]
    run = MAKERS[library](row.natural, data, precision, _device() if library == "torch" else "")
    return lambda: finished(run())


# -- measuring -----------------------------------------------------------------------------------------------------
def timed(runs: Mapping[Any, Run]) -> dict[Any, float]:
    """Median seconds of each."""
    found: dict[Any, list[float]] = {key: [] for key in runs}
    order, end = list(runs), time.perf_counter() + SECONDS
    for round_ in range(ROUNDS):
        random.shuffle(order)
        for key in order:
            runs[key]()
            for _ in range(CALLS):
                start = time.perf_counter()
                runs[key]()
                found[key].append(time.perf_counter() - start)
        if time.perf_counter() > end and round_ > 2:
            break
    return {key: median(times) for key, times in found.items()}


def _arrays(found: Any) -> list[np.ndarray]:
    """All arrays of a result."""
    if isinstance(found, Mapping):
        found = list(found.values())
    if isinstance(found, list | tuple):
        return [array for one in found for array in _arrays(one)]
    return [np.asarray(found.cpu() if hasattr(found, "cpu") else found, float)]


def same(first: Any, second: Any, tolerance: float) -> bool:
    """Whether results agree, array by array."""
    pairs = zip(_arrays(first), _arrays(second), strict=True)
    return all(np.abs(a - b).max(initial=0) <= tolerance * max(1.0, np.abs(b).max(initial=0)) for a, b in pairs)


def alike(first: Any, second: Any, tolerance: float) -> bool:
    """Whether results have the same norm: a peer's variables have another order."""
    norms = [float(np.sqrt(sum(np.vdot(a, a) for a in _arrays(found)))) for found in (first, second)]
    return abs(norms[0] - norms[1]) <= tolerance * norms[1]


Cells = tuple[str, ...]
COLUMNS = (
    "problem", "precision", *(f"{name} {what}" for name in NAMES for what in ("ours ms", "hand ms", "ours / hand")),
    *(f"{name} autodiff ms" for name in NAMES), "best peer / best ours", "goal", "met",
)  # fmt: skip


def line(row: Row, precision: str, large: bool) -> Cells:
    """The cells of a row; NO where results differ, or what was asked for could not be computed."""
    try:
        return _line(row, precision, large)
    except Exception as error:  # one row that fails is no reason to lose the others
        print(f"{row.name}, {precision}: {error!r:.600}", file=sys.stderr)
        return row.name, precision, type(error).__name__, *[""] * (len(COLUMNS) - 4), "NO"


def _line(row: Row, precision: str, large: bool) -> Cells:
    libraries, data = installed(), row.data(np.random.default_rng(0), large)
    kinds = (ours, by_hand, natural)
    runs = {(kind, name): kind(row, name, data, precision) for name in libraries for kind in kinds}
    results = {key: run() for key, run in runs.items()}
    agree = all(_agree(results, name, PRECISIONS[precision]) for name in libraries)
    times = timed(runs)
    ratios = [times[ours, name] / times[by_hand, name] for name in libraries]
    gain = min(times[natural, name] for name in libraries) / min(times[ours, name] for name in libraries)
    good = max(ratios) <= GOAL and (row.goal is None or gain >= row.goal)
    met = "NO: another result" if not agree else "yes" if good else "NO"
    return row.name, precision, *_cells(times), f"{gain:.1f}", _goals(row), met


def _agree(results: Mapping[tuple[Any, str], Any], name: str, tolerance: float) -> bool:
    """Ours with the expert's, in the first library too, and in size with the peer's."""
    found, first = results[ours, name], results[by_hand, installed()[0]]
    return (
        same(found, results[by_hand, name], tolerance)
        and same(found, first, tolerance)
        and alike(found, results[natural, name], tolerance)
    )


def _cells(times: Mapping[tuple[Any, str], float]) -> list[str]:
    def text(kind: Any, name: str) -> str:
        return f"{times[kind, name] * 1e3:.3f}" if (kind, name) in times else ""

    def ratio(name: str) -> str:
        return f"{times[ours, name] / times[by_hand, name]:.2f}" if (ours, name) in times else ""

    own = [cell for name in NAMES for cell in (text(ours, name), text(by_hand, name), ratio(name))]
    return [*own, *(text(natural, name) for name in NAMES)]


def _goals(row: Row) -> str:
    return f"{GOAL}" if row.goal is None else f"{GOAL}; {row.goal:g}"


# -- the device ----------------------------------------------------------------------------------------------------
def devices() -> dict[str, str]:
    """By library, the device that it computes on; precise products, everywhere."""
    found = {}
    if "torch" in installed():
        import torch

        torch.backends.cuda.matmul.allow_tf32 = False
        torch.set_num_threads(1)
        found["torch"] = torch.cuda.get_device_name() if _device() == "cuda" else "the processor"
    if "jax" in installed():
        import jax

        jax.config.update("jax_default_matmul_precision", "highest")
        device = jax.devices()[0]
        found["jax"] = device.device_kind if device.platform == "gpu" else "the processor"
    return found


def page(lines: list[Cells], device: str) -> str:
    """The table as a section of the page on performance."""
    rows = ["| " + " | ".join(cells) + " |" for cells in (COLUMNS, ("---",) * len(COLUMNS), *lines)]
    versions = ", ".join(f"{name} {import_module(name).__version__}" for name in installed())
    head = f"## On a GPU\n\nMeasured by `benchmarks/gpu.py` on one {device}: {_summary(lines)}"
    return "\n".join([head, "", *rows, "", f"Python {platform.python_version()}, {versions}.", ""])


def _summary(lines: list[Cells]) -> str:
    return f"{sum(cells[-1] == 'yes' for cells in lines)} of {len(lines)} goals are met."


def main(parts: list[str]) -> None:
    """Prints the table; of all rows on a GPU it is kept for docs/performance.md too."""
    found = devices()
    if not found:
        print("neither torch nor jax is installed")
        return
    large = "the processor" not in found.values()
    print("on", ", ".join(f"{device} ({name})" for name, device in found.items()))
    if not large:
        print("there is no GPU for all libraries: sizes are small, and the times say nothing of one")
    rows = [row for row in ROWS if all(part in row.name for part in parts)]
    print(" | ".join(COLUMNS))
    lines = []
    for row in rows:
        for precision in PRECISIONS:
            lines.append(line(row, precision, large))
            print(" | ".join(lines[-1]), flush=True)
    print(_summary(lines))
    if large and not parts:
        PAGE.write_text(page(lines, found[installed()[0]]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
