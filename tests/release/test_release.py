"""What is released: a wheel with all files, one version everywhere, and words about every version."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import extremum

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_has_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    files = {p.relative_to(ROOT / "src").as_posix() for p in (ROOT / "src/extremum").rglob("*") if p.is_file()}
    wanted = {name for name in files if "__pycache__" not in name}
    assert wanted <= set(wheel.namelist())
    assert {"extremum/py.typed", "extremum/web/static/index.html"} <= wanted


def test_the_wheel_works_where_nothing_else_is(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Unpacked, it is imported from there, not from the working tree."""
    wheel.extractall(tmp_path)
    code = "import extremum as ex; print(ex.__file__); print(ex.gradient('norm2(A*x)^2', 'x', 'A[m,n]; x[n]'))"
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    place, gradient = found.stdout.splitlines()
    assert place.startswith(str(tmp_path)) and gradient == "2*A'*A*x"


HOME = "https://example.org/group/extremum"


@pytest.mark.parametrize(
    "origin", [HOME, f"{HOME}.git", "git@example.org:group/extremum.git", "ssh://git@example.org/group/extremum"]
)
def test_a_release_leads_to_the_repository_that_it_is_built_from(tmp_path: Path, origin: str) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "remote", "add", "origin", origin], cwd=tmp_path, check=True)
    found = ProjectMetadata(str(tmp_path), PluginManager()).core.urls
    assert found["Source"] == HOME and found["Issues"] == f"{HOME}/issues"
    assert {"Changelog", "Documentation"} < set(found)


def test_a_path_of_a_machine_is_no_address(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    assert ProjectMetadata(str(tmp_path), PluginManager()).core.urls == {}
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "remote", "add", "origin", str(ROOT)], cwd=tmp_path, check=True)
    assert ProjectMetadata(str(tmp_path), PluginManager()).core.urls == {}


def test_a_tag_is_the_version() -> None:
    found = subprocess.run(["git", "tag", "--points-at", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout.split() in ([], [f"v{extremum.__version__}"])


def test_the_lock_has_what_development_needs() -> None:
    wanted = [Requirement(text) for text in PROJECT["optional-dependencies"]["dev"] + PROJECT["dependencies"]]
    locked = dict(
        line.split("==") for line in (ROOT / "requirements-dev.lock").read_text().splitlines() if "==" in line
    )
    versions = {canonicalize_name(name): version for name, version in locked.items()}
    for need in wanted:
        if need.name != "extremum":
            assert need.specifier.contains(versions[canonicalize_name(need.name)]), need


def test_one_version_everywhere(wheel: zipfile.ZipFile) -> None:
    assert PROJECT["version"] == extremum.__version__
    assert f"version: {extremum.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## {extremum.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()
    metadata = next(name for name in wheel.namelist() if name.endswith("METADATA"))
    assert f"\nVersion: {extremum.__version__}\n" in wheel.read(metadata).decode()


def test_each_folder_of_tests_is_in_one_share() -> None:
    found = re.search(r"^SHARES := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    for folder in {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}:
        assert [fnmatch(folder, f"[{letters}]*") for letters in found[1].split()].count(True) == 1, folder
