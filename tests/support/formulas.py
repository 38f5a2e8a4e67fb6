"""What a derivation states, without the reasons beside its lines and the sources below."""

from __future__ import annotations

_REASONS = 50


def formulas(text: str) -> list[str]:
    """The lines of a derivation as text, reasons taken away."""
    lines = text.partition("\nSources: ")[0].splitlines()
    kept = [line for line in lines if line[:_REASONS].strip()]
    return [line[:_REASONS].rstrip() if line[_REASONS - 2 : _REASONS] == "  " else line for line in kept]


def shown(derivation: object) -> list[str]:
    """The equalities that a derivation prints."""
    return formulas(str(derivation))
