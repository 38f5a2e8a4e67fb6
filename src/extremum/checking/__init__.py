"""Is my derivative right? A verdict with its evidence, and how a wrong claim is wrong."""

from extremum.checking.check import check, check_hessian
from extremum.checking.verdict import DIAGNOSES, Verdict

__all__ = ["DIAGNOSES", "Verdict", "check", "check_hessian"]
