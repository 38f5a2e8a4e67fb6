"""What messages of the library name, in the words of the page: its tabs and its fields."""

from __future__ import annotations

from extremum.notation.spoken import Voice

VOICE = Voice(
    functions={
        "gradient": "the tab derivative",
        "jacobian": "the Jacobian (tab derivative)",
        "hessian": "the Hessian (tab derivative)",
        "derive": "the tab steps",
        "check": "the tab check mine",
        "check_hessian": "the tab check mine",
        "solve": "the tab extremum",
        "minimize": "the task minimize (tab numbers)",
        "maximize": "the task maximize (tab numbers)",
        "compile": "the tab code",
    },
    methods={"evaluate": "the tab numbers"},
    keywords={
        "data": "the data",
        "declarations": "the table of variables",
        "constraints": "the constraints {}",
        "start": "a line for the unknown among the data",
        "sense": "the field find",
    },
)
