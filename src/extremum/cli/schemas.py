"""What ``--format json`` gives, command by command: the keys, and what they hold."""

from __future__ import annotations

FORMULA = "an object: `text` (the text language), `latex`, `shape` (rows and columns, as text)"

_COMMON = {
    "command": "the name of the command",
    "function": f"the formula that was read; {FORMULA}",
    "inferred": "declarations that were inferred, as text",
}
_READING = {"reading": "how ambiguities of the formula were read, sentences"}
_NUMBERS = "arrays as lists, by name of the variable"

_DERIVATIVE = {
    **_COMMON,
    **_READING,
    "convention": "the convention for variables with a structure",
    "where": "the parts that got names, in the order of computation: `name`, `text`, `latex`",
    "results": "an object a variable: `variable` (`name`, `shape`, `assumptions`; for a Hessian in several together "
    "`variables`, a list), `text`, `latex`, `shape`, and on data `value`, a number or an array as lists",
}

SCHEMAS: dict[str, dict[str, str]] = {
    "gradient": _DERIVATIVE,
    "jacobian": _DERIVATIVE,
    "hessian": _DERIVATIVE,
    "derive": {
        **_COMMON,
        **_READING,
        "variable": "`name`, `shape`, `assumptions`",
        "style": "`jacobian` or `differential`",
        "detail": "`full` or `brief`",
        "result": f"the gradient or Jacobian; {FORMULA}",
        "definitions": "names used in the steps: `left`, `right`, `note`",
        "steps": "the lines: `left` (null where the line before goes on), `right`, `rule`, `facts`, `source`, `depth` "
        "(0 for the main line)",
    },
    "check": {
        **_COMMON,
        **_READING,
        "right": "true, false, or null where that is undecided",
        "diagnosis": "how it is wrong, a code",
        "explanation": "the same as a sentence",
        "evidence": "what was done, sentences",
        "question": "what was asked for",
        "stated": "the claim as it was given",
        "expected": "the derivative, as text",
        "claim": "the claim, as text",
        "corrected": "the right answer in the form of the claim, as text",
        "written": "the corrected formula as it is printed",
        "notes": "what else is to be known, sentences",
        "where": "what must hold for a right claim to be defined, where it is not wherever the derivative is",
    },
    "solve": {
        **_COMMON,
        **_READING,
        "objective": "the function, as text",
        "constraints": "the constraints, as text",
        "values": "by name of the unknown: `text` and `latex` as printed, `expression` in terms of the data alone, "
        "`shape`",
        "kind": "`global minimum`, `local maximum`, `saddle`, `stationary`, …, and `where …` if it has a condition",
        "reason": "why it is of that kind",
        "unique": "what the solution is unique up to: `unique`, `up to sign`, …",
        "roots": "numbers that are roots, each with its equation",
        "free": "names of parameters that take any value",
        "source": "the theorem that was used",
        "conditions": "what has to hold: `words`, `matrix` (`text`, `latex`)",
        "multipliers": "`constraint` and `expression` of each multiplier",
        "notes": "what else is to be known, sentences",
        "steps": "`heading`, and `moves` of `left`, `right`, `rule`, `why`",
        "numbers": f"on data only: {_NUMBERS}",
    },
    "minimize": {
        **_COMMON,
        **_READING,
        "sense": "`min` or `max`",
        "x": _NUMBERS,
        "value": "of the function there; null where it is no number",
        "gradient_norm": "the Euclidean norm of the gradient there",
        "iterations": "how many there were",
        "converged": "whether the gradient is small beside those nearby",
        "status": "`converged`, `stationary`, `unbounded`, `infeasible`, `stalled`, `undefined`, `limit`, `time` or "
        "`interrupted`",
        "message": "why it stopped",
        "method": "what was chosen, and why",
        "evaluations": "how often the objective was computed on the way",
        "gap": "how much lower the value is anywhere, at most; null where that is not known",
        "history": "the value after each iteration",
        "multipliers": "`constraint` and `value` of each, the ν of `f + ν (left - right)`; null where there are none",
    },
    "information": {
        **_COMMON,
        **_READING,
        "loglikelihood": "the function, as text",
        "parameters": "their coordinates, as text: `b`, `vech(S)`, `log(v)`",
        "score": "the gradient by each parameter",
        "observed": "the blocks of the observed information, by two names with a comma between them",
        "model": "how data are distributed, in words; null without a model",
        "expected": "the blocks of the expected information; null without a model, or where there is no closed form",
        "notes": "what else is to be known, sentences",
        "covariance": "the blocks of the asymptotic covariance; null where there is none",
        "why": "what the covariance is the inverse of, or why there is none",
    },
    "fit": {
        **_COMMON,
        **_READING,
        "x": _NUMBERS,
        "names": "what the coordinates are called: `b[1]`, `S[2,1]`, `log(v)`",
        "coordinates": "the estimates as one list",
        "standard_errors": "of the coordinates; null where there are none",
        "covariance": "of the coordinates, a list of rows; null where there is none",
        "interval": "two numbers a coordinate, with a confidence of 95 %",
        "loglik": "the value of the log-likelihood",
        "information": "`observed` or `expected`: what the covariance is the inverse of",
        "method": "how it was found",
        "iterations": "how many there were",
        "converged": "whether the next step is short beside the standard errors, at a maximum",
        "message": "why it stopped",
        "notes": "what else is to be known, sentences",
        "tests": "Wald, score and likelihood-ratio tests of each `--test`, sentences",
    },
}
"""The keys of the object that each command prints."""
