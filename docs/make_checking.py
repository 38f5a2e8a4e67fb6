"""Writes checking.md, each diagnosis of ``ex.check`` with a real output: python docs/make_checking.py"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extremum.checking import DIAGNOSES, Verdict, check, check_hessian

PATH = Path(__file__).with_name("checking.md")


@dataclass(frozen=True, slots=True)
class Example:
    """A claim about the derivative of f with respect to x."""

    f: str
    x: str
    claim: str
    declarations: str
    hessian: bool = False

    def verdict(self) -> Verdict:
        """What the library says."""
        return (check_hessian if self.hessian else check)(self.f, self.x, self.claim, self.declarations)

    def shown(self) -> str:
        """The call and its output."""
        function = "ex.check_hessian" if self.hessian else "ex.check"
        arguments = ", ".join(f'"{text}"' for text in (self.f, self.x, self.claim, self.declarations))
        return f"```python\n{function}({arguments})\n```\n```text\n{self.verdict()}\n```\n"


LEAST_SQUARES, RIDGE = "A[n,m]; x[m]; b[n]", "X[n,d]; w[d]; y[n]; lam"

EXAMPLES: dict[str, Example] = {
    "right": Example("norm2(A*x - b)^2", "x", "2*A'*A*x - 2*A'*b", LEAST_SQUARES),
    "sign": Example("norm2(A*x - b)^2", "x", "2*A'*(b - A*x)", LEAST_SQUARES),
    "factor": Example("norm2(A*x - b)^2", "x", "1/n*A'*(A*x - b)", LEAST_SQUARES),
    "transposed": Example("logdet(X)", "X", "inv(X)", "X[n,n]: invertible"),
    "layout": Example("X*A", "X", "kron(eye(n), A')", "X[n,m]; A[m,p]"),
    "jacobian_for_gradient": Example("tr(X'*X)", "X", "2*vec(X)'", "X[n,m]"),
    "gradient_for_jacobian": Example("A*X", "X", "A'", "A[p,n]; X[n,m]"),
    "hessian_for_gradient": Example("x'*A*x", "x", "A + A'", "A[n,n]; x[n]"),
    "derivative_of_other_variable": Example("x'*A*y", "x", "A'*x", "A[n,n]; x[n]; y[n]"),
    "convention": Example("logdet(S)", "S", "2*inv(S) - diag(diagonal(inv(S)))", "S[n,n]: positive_definite"),
    "structure_ignored": Example("tr(B*S)", "S", "B", "B[n,n]; S[n,n]: symmetric"),
    "chain_rule": Example("norm2(V*tanh(W*x) - y)^2", "W", "2*V'*(V*tanh(W*x) - y)*x'", "V[k,h]; W[h,d]; x[d]; y[k]"),
    "term_wrong": Example("norm2(X*w - y)^2 + lam*norm2(w)^2", "w", "2*X'*(X*w - y) + lam*w", RIDGE),
    "term_missing": Example("norm2(X*w - y)^2 + lam*norm2(w)^2", "w", "2*X'*(X*w - y)", RIDGE),
    "term_extra": Example("norm2(A*x - b)^2", "x", "2*A'*A*x - 2*A'*b + x", LEAST_SQUARES),
    "factor_wrong": Example("tr(inv(X)*A)", "X", "-inv(X)'*A*inv(X)'", "X[n,n]: invertible; A[n,n]"),
    "only_if": Example("x'*A*x", "x", "2*A", "A[n,n]; x[n]", hessian=True),
    "shapes": Example("norm2(A*x - b)^2", "x", "2*A*(A*x - b)", LEAST_SQUARES),
    "wrong": Example("norm2(A*x - b)^2", "x", "norm2(A*x - b)^2*x", LEAST_SQUARES),
    "undefined": Example("norm2(x)^2", "x", "2*x + log(-norm2(x)^2)*x", "x[n]"),
}

HEAD = """# Is my derivative right?

`ex.check(f, x, claim)` judges a derivative that you bring: whether it is the gradient of a scalar f, of the shape of x,
or the Jacobian `∂vec(f)/∂vec(x)'` of a matrix f. `ex.check_hessian` judges a Hessian. f and the claim are expressions,
texts of the language, or LaTeX. Names are those of f and of the declarations; one that f does not have is an error.

What comes back is a `Verdict`, true where the claim is right: `.right` (`None` where that could not be decided),
`.diagnosis` (a code, below), `.explanation`, `.evidence`, `.expected` (our answer), `.corrected` and `.written` (your
formula put right), `.notes`, `.where` (below); `.to_text()`, `.to_latex()`, `.to_html()`, `.to_markdown()`,
`.to_dict()`. Jupyter and marimo show it by themselves.

## How it is decided

1. The claim and our derivative have the same normal form, or are equal at random points modulo the prime 2^61 - 1, with
   dimensions that differ from point to point: *proved*. Functions without a rational value are random functions there;
   signs and roots keep their laws.
2. Otherwise real balls decide: where they do not meet, the claim *differs* for certain; where they meet at all points,
   it agrees to some 70 digits, *by numbers*. Functions with kinks are compared in each piece along random lines.
3. What has neither (eigenvalues, functions of matrices beside one another) is compared in floating point, at points
   where rounding does not decide the values: inverses of singular matrices refute nothing.
4. Agreement counts only where all that the values are made of can be seen in them: of `2*x*tanh(10^6*(1+norm2(x)^2))`
   no number of digits shows that it is not `2*x`, and the verdict is that it agrees and is not proved.

A claim that is not defined wherever the derivative is, as `2*exp(log(x))`, is right only where it is: `.where` says
where. Of a pasted derivative (`df/dX = …`, `\\nabla_X f = …`) the right side is the claim. Where a claim has no reading
as it stands and one that fits the shapes (`W.*(M - U*V')*V`, `1 - sigmoid(X)`), that is taken, and noted.

A claim may also be NumPy code (`X.T @ (np.exp(X @ w) - y)`), a differential (`df = 2*(A*x - b)'*A*dx`), from which the
derivative is identified, or one about each entry (`∂f/∂x_k = 2*x[k]`); what it is made of may be defined behind it
(`W'*(p.*c), p = softmax(W*x)`). A function of NumPy arrays is compared by numbers only.

NumPy code is read by the shapes of its pieces, vectors as 1-D arrays: `@`, `np.dot`, `np.diag`, `np.linalg.solve`, sums
and means with `axis` and `keepdims`, `x[:, None]`, `np.where`, `np.ones((n, m))` and broadcasting mean what they mean
there. `x**2` alone is read as `x^2` or `x.^2`, whichever fits. What has no reading is named, and never guessed.

Whatever the verdict, f itself is differenced along a random direction, in 77 digits where that is possible: an error in
our own derivative would be an `InternalError`, never a verdict. A wrong claim comes with small numbers to follow by
hand.

## How a claim is wrong

Every correction is verified, as the claim was, before it is shown. Where several diagnoses apply, the simplest comes
first and the next ones are notes. Single edits of the formula are searched for within a budget; where that ended the
search, a note says so.
"""

TAIL = """
`undecided`: neither proved nor refuted, as where numbers differ by less than their errors, or where the library has no
derivative to compare with; the differences of f can still refute such a claim.
"""


def page() -> str:
    """The page."""
    parts = [HEAD]
    for code, meaning in DIAGNOSES.items():
        if code in EXAMPLES:
            parts.append(f"\n### `{code}`\n\n{meaning[0].upper()}{meaning[1:]}.\n\n{EXAMPLES[code].shown()}")
    return "".join(parts) + TAIL


if __name__ == "__main__":
    PATH.write_text(page())
