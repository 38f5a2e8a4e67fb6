"""Random expressions against direct NumPy evaluation: python -m tests.fuzz --count 100000 --seed 0

Each expression is checked for its value, the idempotence of its normal form, transposition, the round trip through
text, simplification, and its derivatives (by complex step, or central differences where a function is not analytic).
``--only SEED`` shows one expression in detail.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.fuzz_checks import CHECKS, Case, Wrong, drawn

CHUNK, LIMIT, AGAIN = 250, 20, 5
"""Expressions a task, and seconds of the processor after which one counts as endless."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with the expression of a seed."""

    seed: int
    check: str
    text: str
    detail: str

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.check}\n  drawn  {self.text}\n  {self.detail}"


def _endless(*_: Any) -> None:
    raise TimeoutError(f"no answer within {LIMIT} s of the processor")


def examine(seed: int) -> Iterator[Failure]:
    """All failures of the expression of a seed."""
    signal.signal(signal.SIGPROF, _endless)
    signal.setitimer(signal.ITIMER_PROF, LIMIT, AGAIN)
    case: Case | None = None
    with np.errstate(all="ignore"):
        try:
            case = drawn(seed)
            for check, share in CHECKS:
                if case is not None and seed % share == 0:
                    yield from failures(case, check)
        except (Wrong, TimeoutError, RecursionError) as error:
            yield Failure(seed, "drawn", case.raw.text if case else "", f"{type(error).__name__} {error}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def failures(case: Case, check: Callable[[Case], None]) -> Iterator[Failure]:
    """Why a check of an expression fails."""
    try:
        check(case)
    except TimeoutError:
        raise
    except Wrong as error:
        yield Failure(case.seed, check.__name__, case.raw.text, str(error))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(where.filename)}:{where.lineno}"
        yield Failure(case.seed, check.__name__, case.raw.text, f"{type(error).__name__} at {place}: {error}")


def _chunk(seeds: range) -> list[Failure]:
    return [failure for seed in seeds for failure in examine(seed)]


def run(count: int, seed: int, workers: int) -> tuple[int, list[Failure]]:
    """Examines ``count`` expressions on several cores; fresh processes, for interned expressions are kept."""
    chunks = [range(k, min(k + CHUNK, seed + count)) for k in range(seed, seed + count, CHUNK)]
    failures: list[Failure] = []
    done = 0
    with multiprocessing.get_context("spawn").Pool(workers, maxtasksperchild=4) as pool:
        for found in pool.imap_unordered(_chunk, chunks):
            done += CHUNK
            failures += found
            for failure in found:
                print(failure, flush=True)
    return min(done, count), failures


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", type=int)
    given = parser.parse_args()
    if given.only is not None:
        case = drawn(given.only)
        print(case.raw.text if case else "rejected", "\nis", case.expr if case else "")
        print(*examine(given.only), sep="\n")
        return 0
    start = time.perf_counter()
    done, failures = run(given.count, given.seed, given.workers)
    print(f"{done:,} expressions, {len(failures)} failures, {time.perf_counter() - start:.0f} s")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
