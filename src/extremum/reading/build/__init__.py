"""From syntax trees to expressions: what names, calls, indices and declarations stand for."""
