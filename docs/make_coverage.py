"""Writes docs/coverage.md: each public case, ours beside SymPy's, in one run: python docs/make_coverage.py"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import coverage_sympy
import sympy

import extremum as ex
from extremum.algebra.errors import UndeclaredError, UnsupportedError
from tests.cases import checks

PATH = Path(__file__).with_name("coverage.md")
VERDICTS = ("right", "silently wrong", "unevaluated", "error", "absent")
_LONGEST = 90

_HEAD = """# The public cases, ours beside SymPy's

Written by `python docs/make_coverage.py` (extremum {ours}, SymPy {theirs}, both in one run on one machine). Each case
asks for a derivative of a formula of the Matrix Cookbook or of statistics and machine learning. *Right* is what agrees
with the reference on numbers (for SymPy in any layout of the same entries, and with products x'y of shape 1×1 written
as matrices, traces or entries, whichever works best); *silently wrong* is an answer that does not;
*unevaluated* an answer that still contains a derivative; *absent* what cannot be asked. *Matrix form* is an
answer in matrices rather than in arrays with more than two indices. Times are of one derivation, in milliseconds.

"""


def our_outcome(entry: checks.Entry) -> coverage_sympy.Outcome:
    """What extremum makes of a case."""
    start = time.perf_counter()
    try:
        found = checks.answer(entry)
    except (UnsupportedError, UndeclaredError, ImportError) as error:
        return coverage_sympy.Outcome("absent", False, time.perf_counter() - start, str(error).splitlines()[0])
    except Exception as error:
        return coverage_sympy.Outcome("error", False, time.perf_counter() - start, f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    verdict = "right" if checks.distance(entry, found, 0) < 1e-8 else "silently wrong"
    return coverage_sympy.Outcome(verdict, True, seconds, str(found))


def _cell(text: str) -> str:
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "`" + short.replace("|", "\\|").replace("\n", " ").replace("`", "'") + "`"


def summary(outcomes: list[coverage_sympy.Outcome], name: str) -> str:
    """One row: how many of each verdict, how many in matrix form, the median and the total time."""
    count = Counter(o.verdict for o in outcomes)
    times = sorted(o.seconds * 1e3 for o in outcomes if o.verdict != "absent")
    cells = [name, *(str(count[v]) for v in VERDICTS), str(sum(o.matrix and o.verdict == "right" for o in outcomes))]
    return f"| {' | '.join([*cells, f'{times[len(times) // 2]:.1f}', f'{sum(times):.0f}'])} |\n"


def page() -> str:
    """The page."""
    entries = checks.load()
    ex.simplify(checks.answer(entries[0]))  # the grammar is loaded once
    ours = [our_outcome(entry) for entry in entries]
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # apart, so that nothing that it does is felt here
        theirs = pool.map(coverage_sympy.outcome, entries)
    text = _HEAD.format(ours=ex.__version__, theirs=sympy.__version__)
    columns = ["", *VERDICTS, "right and in matrix form", "median ms", "total ms"]
    text += f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
    text += summary(ours, "extremum") + summary(theirs, "SymPy")
    text += "\n| case | ours | ms | SymPy | matrix form | ms | our answer | SymPy's |\n|" + " --- |" * 8 + "\n"
    for entry, a, b in zip(entries, ours, theirs, strict=True):
        cells = [entry["id"], a.verdict, f"{a.seconds * 1e3:.1f}", b.verdict, "yes" if b.matrix else "no",
                 f"{b.seconds * 1e3:.1f}", _cell(a.note), _cell(b.note)]  # fmt: skip
        text += f"| {' | '.join(cells)} |\n"
    return text


if __name__ == "__main__":
    PATH.write_text(page())
