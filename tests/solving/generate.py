"""Random problems over all kinds that ``solve`` knows, with hostile names, sizes and data.

``python -m tests.solving.generate --count 1000 --seed 0`` solves and judges as many (tests/solving/fuzzing.py).
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter

import tests.solving.families_bound
import tests.solving.families_levels
import tests.solving.families_norms
import tests.solving.families_sets
import tests.solving.families_smooth
import tests.solving.families_tied  # noqa: F401 - they fill the table
from tests.solving.writer import FAMILIES, Generated, Writer


def generate(rng: random.Random, kind: str | None = None) -> Generated:
    """A random problem, of one family or of any."""
    kind = kind or rng.choice(list(FAMILIES))
    found = FAMILIES[kind](Writer(rng))
    used = " ".join([*([found.objective] if isinstance(found.objective, str) else found.objective), *found.constraints])
    found.declarations = [d for d in found.declarations if _occurs(d, used)]
    found.kind = kind
    return found


def _occurs(declaration: str, text: str) -> bool:
    name = re.match(r"\w+", declaration)
    return name is not None and re.search(rf"\b{name[0]}\b", text) is not None


def main() -> int:
    """Generates, solves and judges problems; prints what numbers refute."""
    from tests.solving.fuzzing import judged

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=sorted(FAMILIES))
    asked = parser.parse_args()
    ends: Counter[str] = Counter()
    wrong = 0
    for seed in range(asked.seed, asked.seed + asked.count):
        problem = generate(random.Random(seed), asked.kind)
        end, said = judged(problem, seed)
        ends[f"{problem.kind}: {end}"] += 1
        if said:
            wrong += 1
            print(f"seed {seed}: {problem}\n    " + "\n    ".join(said), flush=True)
    print(f"{asked.count} problems, {wrong} refuted")
    print("\n".join(f"  {end}: {count}" for end, count in sorted(ends.items())))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
