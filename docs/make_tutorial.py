"""Runs the tutorial and writes its outputs into docs/tutorial.ipynb: python docs/make_tutorial.py"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

PATH = Path(__file__).with_name("tutorial.ipynb")


def executed() -> nbformat.NotebookNode:
    """The notebook with the outputs that its cells have now; a cell that fails is an error."""
    notebook = nbformat.read(PATH, as_version=4)
    shell = InteractiveShell(user_module=ModuleType("tutorial"), config=Config(HistoryManager={"enabled": False}))
    for place, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        cell.execution_count, cell.outputs = place, _outputs(shell, cell.source, place)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _outputs(shell: InteractiveShell, source: str, place: int) -> list[Any]:
    """What a cell prints, and then what its last line is."""
    shown: list[dict[str, Any]] = []
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=shown)
    with capture_output(display=False) as printed:
        shell.run_cell(source).raise_error()
    found = [nbformat.v4.new_output("stream", text=printed.stdout)] if printed.stdout else []
    return found + [nbformat.v4.new_output("execute_result", **one, execution_count=place) for one in shown]


if __name__ == "__main__":
    nbformat.write(executed(), PATH)
