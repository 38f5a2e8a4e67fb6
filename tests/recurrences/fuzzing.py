"""``python -m tests.recurrences.fuzzing 300 [first]``: so many drawn problems, each judged by its loops."""

from __future__ import annotations

import sys
import traceback

from tests.recurrences.drawing import draw
from tests.recurrences.judging import judge
from tests.recurrences.lines import judge_lines

STYLES = ("jacobian", "differential")
STATES = ("vectors", "matrices", "square")


def main(count: int, first: int) -> int:
    """Says which of the problems fail, and how."""
    failed = 0
    for seed in range(first, first + count):
        states = STATES[seed // 2 % 3]
        problem = draw(seed, states)
        try:
            judge(problem, seed)
            variable = problem.variables[seed % len(problem.variables)]
            judge_lines(problem, seed, variable, STYLES[seed % 2], horizon=3 + seed % 3)
        except Exception:
            failed += 1
            print(f"seed {seed}, {states}: {problem.f}")
            for one in problem.states:
                print(f"    {one.name}: {one.start.expr}; {one.step.expr}")
            print(traceback.format_exc(limit=-3))
    print(f"{count} problems, {failed} failed")
    return failed


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*[*numbers, *[300, 1000][len(numbers) :]]) > 0)
