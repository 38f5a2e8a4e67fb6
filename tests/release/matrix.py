"""The library on each Python that it supports and the machine has: python -m tests.release.matrix"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDS = ("pytest>=9.0", "pytest-xdist>=3.8")
TESTS = (
    "tests/cases",
    "tests/algebra/test_interning.py",
    "src/extremum/language",
    "src/extremum/calculus",
    "src/extremum/solving",
)


def versions() -> list[str]:
    """The versions that the package says it supports, as in ``3.12``."""
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    named = [
        line.rpartition(" :: ")[2] for line in classifiers if line.startswith("Programming Language :: Python :: 3.")
    ]
    return named


def interpreter(version: str) -> str | None:
    """A Python of this version: of the path, or of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    own = sorted(map(str, pyenv.glob(f"{version}.*/bin/python")))
    return own[-1] if own else shutil.which(f"python{version}")


def run(version: str, python: str) -> bool:
    """Whether the tests pass there."""
    folder = ROOT / "build" / f"python{version}"
    own = folder / "bin/python"
    steps = [
        [python, "-m", "venv", "--clear", str(folder)],
        [str(own), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-e", str(ROOT), *NEEDS],
        [str(own), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS],
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return all(subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode == 0 for step in steps)


def main() -> int:
    """Prints a line a version; 1 where tests failed."""
    found = {version: interpreter(version) for version in versions()}
    said = {v: "not on this machine" if p is None else "passed" if run(v, p) else "FAILED" for v, p in found.items()}
    for version, words in said.items():
        print(f"Python {version}: {words}")
    return int("FAILED" in said.values())


if __name__ == "__main__":
    sys.exit(main())
