"""Structures of matrices: one page each, and what is asked of them; :mod:`extremum.structures.record` says what a page
tells."""

from importlib import import_module
from pkgutil import iter_modules

from extremum.structures import pages as _pages
from extremum.structures.combine import convex, domain, meant, strongest
from extremum.structures.record import STRUCTURES, Kind, Structure, register

for _page in iter_modules(_pages.__path__):
    import_module(f"{_pages.__name__}.{_page.name}")

__all__ = ["STRUCTURES", "Kind", "Structure", "convex", "domain", "meant", "register", "strongest"]
