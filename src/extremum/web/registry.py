"""Packages of the npm registry, of which only the files that are named are kept."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path


def unpack(package: str, version: str, names: Iterable[str], folder: Path) -> None:
    """Writes files of a package into a folder.

    Raises:
        FileNotFoundError: npm is not installed.
        subprocess.CalledProcessError: the registry does not give what was asked for.
    """
    with tempfile.TemporaryDirectory() as place:
        command = ("npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", place)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(place).glob("*.tgz"))) as packed:
            for name in names:
                found = packed.extractfile(f"package/{name}")
                assert found is not None
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(found.read())
