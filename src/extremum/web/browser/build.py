"""The page as files, for any server of files: python -m extremum.web.browser.build FOLDER

Pyodide and MathLive come from the npm registry, the wheels from PyPI; the page loads nothing from elsewhere.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from extremum.web import mathlive
from extremum.web.registry import unpack

PYODIDE = "314.0.7"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
WHEELS = ("lark==1.3.1", "python-flint==0.9.0")
_TARGET = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")
"""What Pyodide's Python is: the wheel of python-flint must be built for it."""

_HERE = Path(__file__).parent
_STATIC = _HERE.parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
)


def build(folder: Path, wheel: Path) -> None:
    """Writes the page into a folder, with extremum from this wheel.

    Raises:
        subprocess.CalledProcessError: a registry does not give what was asked for.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_STATIC, folder / "static", ignore=shutil.ignore_patterns("index.html"))
    for name in ("ask.js", "worker.js"):
        shutil.copy(_HERE / name, folder / "static" / name)
    head = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    page = (_STATIC / "index.html").read_text(encoding="utf-8")
    (folder / "index.html").write_text(
        page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{head}'), "utf-8"
    )
    unpack("pyodide", PYODIDE, RUNTIME, folder / "pyodide")
    mathlive.fetch(folder / "static" / "mathlive")
    _wheels(folder / "wheels", wheel)


def _wheels(folder: Path, own: Path) -> None:
    folder.mkdir()
    shutil.copy(own, folder)
    download = (sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary=:all:", "-d", str(folder))
    subprocess.run((*download, *_TARGET, *WHEELS), check=True, stdout=subprocess.DEVNULL)
    names = sorted(path.name for path in folder.glob("*.whl"))
    (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")


def main(folder: str, wheel: str) -> None:
    """Builds the page from the words of the command line."""
    build(Path(folder), Path(wheel))


if __name__ == "__main__":
    main(*sys.argv[1:])
