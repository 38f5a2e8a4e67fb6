"""``demo``: the demonstration, two problems from paper to numbers."""

from __future__ import annotations

from extremum.algebra.errors import UnsupportedError


def demo() -> None:
    """Two problems from paper to numbers. Gaussian maximum likelihood, and a network; writes out/report.html."""
    from importlib.util import find_spec

    missing = [name for name in ("sklearn", "matplotlib") if find_spec(name) is None]
    if missing:
        raise UnsupportedError(f"the demonstration needs {' and '.join(missing)}: pip install 'extremum[demo]'")
    from extremum.demo.__main__ import main

    main()
