"""Whole calls on random questions: python -m tests.fuzz_calls --count 20000 --seed 0

Each seed draws one question and one call. A failure is an exception that is none of ours or that the docstring of the
function does not name, a warning, more than ``LIMIT`` seconds of the processor, or a word that numbers contradict.
Some seeds draw bogus arguments (tests/calls/bogus.py). ``--only SEED`` shows one, ``--call NAME`` keeps to one call.
"""

from __future__ import annotations

import argparse
import inspect
import multiprocessing
import os
import random
import re
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import extremum as ex
from extremum.algebra import errors
from tests.calls import bogus, questions
from tests.calls.judged import CALLS
from tests.calls.judging import Wrong

CHUNK, LIMIT, SLOW = 100, 30, 5.0
AGAIN = 2.0
"""After how many seconds the alarm comes again: one that falls into a callback of a weak reference is lost."""


@dataclass(slots=True)
class Seen:
    """What a run has seen: failures and slow calls by seed, and how many calls of each name were judged, or refused."""

    failures: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: Seen) -> None:
        """Takes over what another has seen."""
        self.failures += other.failures
        self.slow += other.slow
        self.judged += other.judged
        self.refused += other.refused


def documented(function: Callable[..., Any], error: Exception) -> bool:
    """Whether the docstring of a function names the class of an error, or a base of it."""
    raises = (inspect.getdoc(function) or "").partition("Raises:")[2]
    named = [getattr(errors, name, None) for name in re.findall(r"\b(\w+Error)\b", raises)]
    return any(kind is not None and isinstance(error, kind) for kind in named)


def _endless(*_: Any) -> None:
    raise TimeoutError(f"no answer within {LIMIT} s")


def examine(seed: int, seen: Seen, only: str | None = None) -> None:
    """One question, one call."""
    rng = random.Random(seed + 17)
    if only is None and rng.random() < 0.15:
        _guarded(seed, "bogus", partial(bogus.call, seed), None, seen)
        return
    question = questions.drawn(seed)
    if question is None:
        return
    names = list(CALLS)
    name = only or rng.choices(names, [CALLS[n][2] for n in names])[0]
    judge, function, _ = CALLS[name]
    _guarded(seed, name, partial(judge, question), function, seen, question.text or str(question.expr))


def _guarded(
    seed: int, name: str, run: Callable[[], None], function: Callable[..., Any] | None, seen: Seen, what: str = ""
) -> None:
    started = time.process_time()
    signal.signal(signal.SIGPROF, _endless)
    signal.setitimer(signal.ITIMER_PROF, LIMIT, AGAIN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run()
        seen.judged[name] += 1
    except ex.ExtremumError as error:
        seen.refused[f"{name}: {type(error).__name__}"] += 1
        if function is not None and not documented(function, error):
            seen.failures.append(
                f"seed {seed}: {name} raises {type(error).__name__}, not in its docstring: {error} [{what}]"
            )
    except Wrong as error:
        seen.failures.append(f"seed {seed}: {name}: {error} [{what}]")
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "extremum" in f.filename]
        place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"
        seen.failures.append(
            f"seed {seed}: {name} raises {type(error).__name__} at {place}: {str(error)[:300]} [{what}]"
        )
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - started
    if took > SLOW:
        seen.slow.append(f"seed {seed}: {name} took {took:.0f} s [{what}]")


def _chunk(seeds: range, only: str | None = None) -> Seen:
    seen = Seen()
    for seed in seeds:
        examine(seed, seen, only)
    return seen


def run(count: int, seed: int, workers: int, only: str | None) -> Seen:
    """Examines ``count`` seeds in fresh processes."""
    chunks = [range(k, min(k + CHUNK, seed + count)) for k in range(seed, seed + count, CHUNK)]
    total = Seen()
    with multiprocessing.get_context("spawn").Pool(workers, maxtasksperchild=5) as pool:
        for seen in pool.imap_unordered(partial(_chunk, only=only), chunks):
            total.add(seen)
            print(*seen.failures, *seen.slow, sep="\n", end="\n" * bool(seen.failures + seen.slow), flush=True)
    return total


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--call", choices=list(CALLS))
    parser.add_argument("--only", type=int)
    given = parser.parse_args()
    if given.only is not None:
        seen = _chunk(range(given.only, given.only + 1), given.call)
    else:
        seen = run(given.count, given.seed, given.workers, given.call)
    print(f"{sum(seen.judged.values()):,} judged {dict(seen.judged)}, refused {dict(seen.refused)}")
    print(f"{len(seen.failures)} failures, {len(seen.slow)} slow")
    if given.only is not None:
        print(*seen.failures, *seen.slow, sep="\n")
    return bool(seen.failures)


if __name__ == "__main__":
    sys.exit(main())
