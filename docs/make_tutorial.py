"""Runs the tutorial and writes its outputs into docs/tutorial.ipynb: python docs/make_tutorial.py"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).with_name("tutorial.ipynb")


def executed() -> nbformat.NotebookNode:
    """The notebook with the outputs that its cells have now; a cell that fails is an error."""
    notebook = nbformat.read(PATH, as_version=4)
    NotebookClient(notebook, timeout=120, record_timing=False).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


if __name__ == "__main__":
    nbformat.write(executed(), PATH)
