"""How long ``ex.check`` takes on the claims of the tests: python benchmarks/checking.py"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.checking import claims
from tests.checking.judge import verdict


def main() -> None:
    """Prints the median, the 95th percentile and the slowest claim."""
    rows = claims.rows()
    verdict(rows[0])  # the grammar is built once
    times = []
    for row in rows:
        start = perf_counter()
        verdict(row)
        times.append((perf_counter() - start, row["id"]))
    times.sort()
    median, late = times[len(times) // 2][0], times[int(0.95 * len(times))][0]
    print(f"{len(times)} claims: median {1e3 * median:.0f} ms, 95th percentile {1e3 * late:.0f} ms")
    print(f"slowest {1e3 * times[-1][0]:.0f} ms: {times[-1][1]}")


if __name__ == "__main__":
    main()
