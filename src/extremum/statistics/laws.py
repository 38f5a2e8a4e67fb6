"""Laws that data follow, and their moments: a table in the text language, each row with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

JKB1 = "Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions, vol. 1"
JKB2 = "Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions, vol. 2"
JKK = "Johnson, Kemp & Kotz (2005), Univariate Discrete Distributions"
JKBD = "Johnson, Kotz & Balakrishnan (1997), Discrete Multivariate Distributions"
ANDERSON = "Anderson (2003), An Introduction to Multivariate Statistical Analysis"
MUIRHEAD = "Muirhead (1982), Aspects of Multivariate Statistical Theory"
KOTZ = "Kotz & Nadarajah (2004), Multivariate t Distributions and Their Applications"


@dataclass(frozen=True, slots=True)
class Law:
    """A law of y by its parameters, and what is known of its moments, as formulas of the parameters.

    words: the law in words, with the parameters in braces; spellings: what may be written for a parameter, with what
    stands for it (``rate`` with ``s = 1/rate``); order: the spellings of arguments without a name, empty where they
    must be named, for people write them in two ways; also: other names of the law.

    mean: ``E[y]``; variance: ``V[vec(y)]``; third, fourth: the cumulants of a scalar y, that of the fourth order is
    ``E[(y - m)⁴] - 3 V[y]²``; gaussian: whether all cumulants beyond the second are zero; outcomes: all values with
    their probabilities; functions: expectations of functions of y, by the text of the function; tilt: ``E[exp(t y)]``
    and the parameters of the law with the density multiplied by ``exp(t y)`` and normed again; biased: the same with
    ``y`` for ``exp(t y)``, where that is the same law with other parameters; weights: whether
    ``E[g(y) (nu + q)^-k]`` is known (the multivariate t); exists: what mean and variance need; gram: whether y is a sum
    of n products ``x x'`` of normal vectors; shape: of y, ``number``, ``column`` or ``square``.
    """

    name: str
    words: str
    spellings: Mapping[str, tuple[str, str]]
    order: tuple[str, ...]
    mean: str
    variance: str
    source: str
    third: str = ""
    fourth: str = ""
    gaussian: bool = False
    outcomes: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    tilt: tuple[str, Mapping[str, str]] | None = None
    biased: tuple[str, Mapping[str, str]] | None = None
    weights: bool = False
    exists: tuple[str, str] = ("", "")
    gram: bool = False
    shape: str = "number"
    also: tuple[str, ...] = ()


LAWS: dict[str, Law] = {law.name: law for law in [
    Law(
        "normal", "normal with mean {m} and {variance} {S}",
        {"mean": ("m", "mean"), "variance": ("S", "variance"), "covariance": ("S", "covariance"),
         "sd": ("S", "sd^2"), "precision": ("S", "inv(precision)")},
        ("mean", "variance"),
        mean="m", variance="S", third="0", fourth="0", gaussian=True,
        tilt=("exp(t'*m + t'*S*t/2)", {"m": "m + S*t", "S": "S"}), shape="column",
        also=("N", "gaussian"),
        functions={
            "kron(y*y', y*y')": "(eye(d^2) + commutation(d, d))*(kron(S, S) + kron(S, m*m') + kron(m*m', S))"
            " + vec(S + m*m')*vec(S + m*m')'",
        },
        source=f"{ANDERSON}, sec. 2.6; polynomials: Isserlis (1918), Biometrika 12, 134-139; Kronecker products: "
        "Magnus & Neudecker (1979), Annals of Statistics 7, 381-394, sec. 4",
    ),
    Law(
        "bernoulli", "Bernoulli with probability {p}",
        {"p": ("p", "p"), "mean": ("p", "mean")}, ("p",),
        mean="p", variance="p*(1 - p)", third="p*(1 - p)*(1 - 2*p)", fourth="p*(1 - p)*(1 - 6*p*(1 - p))",
        outcomes={"1": "p", "0": "1 - p"},
        source=f"{JKK}, sec. 3.2",
    ),
    Law(
        "binomial", "binomial, {n} trials with probability {p}",
        {"n": ("n", "n"), "p": ("p", "p")}, ("n", "p"),
        mean="n*p", variance="n*p*(1 - p)", third="n*p*(1 - p)*(1 - 2*p)", fourth="n*p*(1 - p)*(1 - 6*p*(1 - p))",
        tilt=("(1 - p + p*exp(t))^n", {"n": "n", "p": "p*exp(t)/(1 - p + p*exp(t))"}),
        source=f"{JKK}, sec. 3.2",
    ),
    Law(
        "poisson", "Poisson with mean {m}",
        {"mean": ("m", "mean"), "rate": ("m", "rate")}, ("mean",),
        mean="m", variance="m", third="m", fourth="m",
        tilt=("exp(m*(exp(t) - 1))", {"m": "m*exp(t)"}),
        source=f"{JKK}, sec. 4.3",
    ),
    Law(
        "negative_binomial", "negative binomial with mean {m} and variance m + m²/{r}",
        {"mean": ("m", "mean"), "size": ("r", "size"), "dispersion": ("r", "1/dispersion")}, (),
        mean="m", variance="m + m^2/r", third="m*(1 + m/r)*(1 + 2*m/r)",
        fourth="m*(1 + m/r)*(1 + 6*m/r + 6*m^2/r^2)",
        source=f"{JKK}, sec. 5.3",
    ),
    Law(
        "gamma", "gamma with shape {a} and scale {s}",
        {"shape": ("a", "shape"), "scale": ("s", "scale"), "rate": ("s", "1/rate"), "mean": ("s", "mean/a")}, (),
        mean="a*s", variance="a*s^2", third="2*a*s^3", fourth="6*a*s^4",
        functions={"log(y)": "digamma(a) + log(s)", "log(y)^2": "polygamma1(a) + (digamma(a) + log(s))^2"},
        biased=("a*s", {"a": "a + 1", "s": "s"}),
        source=f"{JKB1}, ch. 17, sec. 3",
    ),
    Law(
        "exponential", "exponential with mean {m}",
        {"mean": ("m", "mean"), "rate": ("m", "1/rate")}, (),
        mean="m", variance="m^2", third="2*m^3", fourth="6*m^4",
        functions={
            "log(y)": "digamma(1) + log(m)", "log(y)^2": "polygamma1(1) + (digamma(1) + log(m))^2",
            "y*log(y)": "m*(digamma(2) + log(m))",
        },
        source=f"{JKB1}, ch. 19, sec. 3",
    ),
    Law(
        "beta", "beta with shapes {a} and {b}",
        {"a": ("a", "a"), "b": ("b", "b")}, ("a", "b"),
        mean="a/(a + b)", variance="a*b/((a + b)^2*(a + b + 1))",
        functions={
            "log(y)": "digamma(a) - digamma(a + b)", "log(1 - y)": "digamma(b) - digamma(a + b)",
            "log(y)^2": "polygamma1(a) - polygamma1(a + b) + (digamma(a) - digamma(a + b))^2",
            "log(1 - y)^2": "polygamma1(b) - polygamma1(a + b) + (digamma(b) - digamma(a + b))^2",
            "log(y)*log(1 - y)":
                "(digamma(a) - digamma(a + b))*(digamma(b) - digamma(a + b)) - polygamma1(a + b)",
        },
        biased=("a/(a + b)", {"a": "a + 1", "b": "b"}),
        source=f"{JKB2}, ch. 25, sec. 3",
    ),
    Law(
        "multinomial", "multinomial, {n} trials with probabilities {p}",
        {"n": ("n", "n"), "p": ("p", "p")}, ("n", "p"),
        mean="n*p", variance="n*(diag(p) - p*p')", shape="column",
        source=f"{JKBD}, sec. 35.5",
    ),
    Law(
        "categorical", "one of the unit vectors, with probabilities {p}",
        {"p": ("p", "p")}, ("p",),
        mean="p", variance="diag(p) - p*p'", shape="column",
        source=f"{JKBD}, sec. 35.5 with one trial",
    ),
    Law(
        "wishart", "Wishart with {n} degrees of freedom and scale {S}",
        {"dof": ("n", "dof"), "scale": ("S", "scale")}, ("dof", "scale"),
        mean="n*S", variance="n*(eye(d^2) + commutation(d, d))*kron(S, S)", gram=True, shape="square",
        source=f"{MUIRHEAD}, sec. 3.2; Magnus & Neudecker (1979), Annals of Statistics 7, 381-394",
    ),
    Law(
        "student_t", "t with location {m}, scale {S} and {nu} degrees of freedom",
        {"location": ("m", "location"), "scale": ("S", "scale"), "dof": ("nu", "dof")}, ("location", "scale", "dof"),
        mean="m", variance="nu/(nu - 2)*S", weights=True, exists=("{nu} > 1", "{nu} > 2"), shape="column",
        source=f"{KOTZ}, sec. 1.7; powers of nu + q: nu/(nu + q) is beta(nu/2, d/2), sec. 1.2",
    ),
]}  # fmt: skip
"""By name, as they are written in a model."""


def law_named(name: str) -> Law | None:
    """The law of a name, in any case, or of one of its other names: ``N``, ``Poisson``."""
    names = {also.lower(): law for law in LAWS.values() for also in (law.name, *law.also)}
    return names.get(name.lower())
