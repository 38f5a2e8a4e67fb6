"""Examples, as the help of each command shows them and as the tests run them."""

from __future__ import annotations

from extremum.cli import screen
from extremum.cli.command import CODES

EXAMPLES: dict[str, list[tuple[str, str]]] = {
    "gradient": [
        ("the shape of y is inferred", "extremum gradient 'norm2(X*w - y)^2' -v 'X[n,m]; w[m]' --wrt w"),
        ("LaTeX works as well", r"extremum gradient '\log\det \Sigma' -v 'Sigma[d,d]: positive_definite'"),
        ("with numbers", "extremum gradient 'norm2(X*w - y)^2' -v 'X[n,m]; w[m]' -w w -d data.npz"),
        ("by several variables, shared parts named",
         "extremum gradient 'norm2(tanh(A*x) - b)^2' -v 'A[n,m]; x[m]' -w A -w x --where always"),
    ],
    "jacobian": [
        ("one row an entry of the function", "extremum jacobian 'A*X*B' -v 'A[n,m]; X[m,p]; B[p,q]' --wrt X"),
        ("as LaTeX", "extremum jacobian 'tanh(W*x + b)' -v 'W[n,m]; x[m]' --wrt x --format latex"),
    ],
    "hessian": [
        ("the Jacobian of the gradient",
         "extremum hessian 'norm2(X*w - y)^2 + lam*norm2(w)^2' -v 'X[n,m]; w[m]; lam' --wrt w"),
        ("as Markdown", "extremum hessian 'log(det(X))' -v 'X[n,n]: positive_definite' --format markdown"),
    ],
    "derive": [
        ("every step with its rule", "extremum derive 'norm2(A*x - b)^2' -v 'A[n,m]; x[m]' --wrt x"),
        ("by differentials, without the lines for parts",
         "extremum derive 'tr(A*inv(X))' -v 'A[n,n]; X[n,n]' -w X --style differential --detail brief"),
        ("as a page", "extremum derive \"a'*X*b\" -v 'X[n,m]; a[n]; b[m]' --wrt X --output steps.html"),
    ],
    "check": [
        ("is my gradient right?", "extremum check 'norm2(A*x - b)^2' \"2*A'*(A*x - b)\" -v 'A[n,m]; x[m]' --wrt x"),
        ("how is it wrong? (exit code 1)", "extremum check \"x'*A*x\" '2*A*x' -v 'A[n,n]; x[n]' --wrt x"),
        ("a claim in LaTeX", r"extremum check 'log(det(X))' 'X^{-\top}' -v 'X[n,n]: invertible'"),
    ],
    "solve": [
        ("ridge regression in closed form",
         "extremum solve 'norm2(X*w - y)^2 + lam*norm2(w)^2' -v 'X[n,m]; w[m]; lam: positive' --wrt w --sense min"),
        ("with numbers", "extremum solve 'norm2(X*w - y)^2' -v 'X[n,m]: full_column_rank; w[m]' -w w -d data.npz"),
    ],
    "minimize": [
        ("logistic regression",
         "extremum minimize 'sum(log(1 + exp(-t.*(X*w)))) + norm2(w)^2' -v 'X[n,m]; t[n]' -w w -d data.npz"),
        ("the numbers to a file",
         "extremum minimize 'norm2(X*w - y)^2' -v 'X[n,m]; w[m]' -w w -d X=X.csv -d y=data.npz -o fitted.npz"),
        ("from a start", "extremum minimize '(1 - a)^2 + 100*(b - a^2)^2' -v 'a; b' -w a -w b --start a=0 --start b=3"),
    ],
    "information": [
        ("score and observed information",
         "extremum information 'sum_i(log(r) - r*y[i])' -v 'y[] for i in 1..N; r: positive' -w r"),
        ("expected information, covariance, standard errors",
         "extremum information '-n/2*log(v) - norm2(y - X*b)^2/(2*v)' "
         "-v 'y[n]; X[n,m]: full_column_rank; b[m]; v: positive' -w b -w v --model 'y ~ normal(X*b, v*eye(n))'"),
    ],
    "fit": [
        ("a regression with standard errors, and a test",
         "extremum fit '-n/2*log(v) - norm2(y - X*b)^2/(2*v)' -v 'y[n]; X[n,m]; b[m]; v: positive' -w b -w v "
         "-d data.npz --test 'b[1] == 1'"),
        ("the variance by its logarithm, the numbers to a file",
         "extremum fit '-n/2*log(v) - norm2(y - X*b)^2/(2*v)' -v 'y[n]; X[n,m]; b[m]; v: positive' -w b -w 'log(v)' "
         "-d data.npz -o fitted.npz"),
    ],
    "code": [
        ("value and gradient", "extremum code 'norm2(X*w - y)^2' -v 'X[n,m]; w[m]' -w w --of value,gradient"),
        ("a module of its own", "extremum code 'log(sum(exp(x)))' -v 'x[n]' --of value,gradient,hessian -o softmax.py"),
    ],
    "grade": [("a question and its answer", "extremum grade question.json")],
    "serve": [("the page on a port of your own", "extremum serve --port 8000")],
    "mcp": [("for the configuration of an assistant", "extremum mcp --seconds 60")],
    "demo": [("two problems from paper to numbers", "extremum demo")],
}  # fmt: skip
"""For each command: what an example shows, and the example."""

_FIRST = ["gradient", "check", "solve"]


def epilog(command: str) -> str:
    """The examples at the end of the help of a command."""
    return _listed("Examples", _lines(EXAMPLES[command]))


def front() -> str:
    """What ends the help of ``extremum``: an example of a few commands, and the exit codes."""
    examples = _listed("Examples", _lines([EXAMPLES[name][0] for name in _FIRST]))
    return "\n\n".join([examples, _listed("Exit codes", [f"{code}  {words}" for code, words in CODES.items()])])


def _lines(items: list[tuple[str, str]]) -> list[str]:
    return [line for words, example in items for line in (f"# {words}", example)]


def _listed(title: str, lines: list[str]) -> str:
    """A list as the help prints it: for people with a bold title, otherwise as it is (``\\b`` keeps the lines)."""
    if screen.is_for_people():
        return "\n".join([f"[bold]{title}[/bold]", *(f"  {screen.literal(line)}" for line in lines)])
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])
