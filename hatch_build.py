"""The project's addresses: those of the repository that a release is built from, none where it has no public one."""

from __future__ import annotations

import re
import subprocess
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PUBLIC = re.compile(r"(?:https?://|ssh://git@|git@)(?P<host>[\w.-]+\.[a-z]+)[:/](?P<path>[\w./-]+?)(?:\.git)?/?")


class Addresses(MetadataHookInterface):
    """Sets ``project.urls``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Adds the addresses to the metadata."""
        metadata["urls"] = addresses(_origin(self.root))


def addresses(origin: str) -> dict[str, str]:
    """The addresses of a repository, by what they lead to.

    >>> addresses("git@example.org:group/extremum.git")["Issues"]
    'https://example.org/group/extremum/issues'
    """
    found = _PUBLIC.fullmatch(origin)
    if found is None:
        return {}
    whole = f"https://{found['host']}/{found['path']}"
    changes = f"{whole}/blob/main/CHANGELOG.md"
    return {"Source": whole, "Issues": f"{whole}/issues", "Changelog": changes, "Documentation": f"{whole}#readme"}


def _origin(root: str) -> str:
    command = ["git", "-C", root, "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):  # no Git, or no repository
        return ""
