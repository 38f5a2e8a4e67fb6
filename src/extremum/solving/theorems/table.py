"""The theorems, in the order in which they are tried, and the strategy that tries them."""

from __future__ import annotations

from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.problems.problem import Problem
from extremum.solving.solution import SolutionSet
from extremum.solving.strategy import Passed
from extremum.solving.theorems.alignment import bilinear, linear_on_ellipsoid, linear_on_rotations, linear_on_stiefel
from extremum.solving.theorems.approximation import low_rank, nearest_semidefinite
from extremum.solving.theorems.both_sides import singular_pairs, two_rotations, two_sided_form
from extremum.solving.theorems.cones import second_order_cone, spectraplex
from extremum.solving.theorems.conjugates import log_sum_exp
from extremum.solving.theorems.fits import gram_fit, kronecker_fit, principal_components, quadratic_quotient
from extremum.solving.theorems.manifolds import nearest_on_equations
from extremum.solving.theorems.similarity import scaled_procrustes
from extremum.solving.theorems.slices import sliced
from extremum.solving.theorems.spectra import direction, form_on_surface, quotient, trace_quotient
from extremum.solving.theorems.supports import (
    linear_on_ball,
    linear_on_box,
    linear_on_polyhedron,
    linear_on_simplex,
    linear_on_spectraplex,
)
from extremum.solving.theorems.surfaces import upright
from extremum.solving.theorems.theorem import Theorem

_HJ = "Horn & Johnson (2013), Matrix Analysis, 2nd ed."

THEOREMS: tuple[Theorem, ...] = (
    Theorem(
        "Rayleigh, Ritz and Ky Fan",
        "on W'BW = I the extrema of tr(W'AW) are sums of extreme eigenvalues of B^(-1/2) A B^(-1/2), attained at "
        "B^(-1/2) times their eigenvectors",
        f"{_HJ}, th. 4.2.2 and cor. 4.3.39",
        form_on_surface,
    ),
    Theorem(
        "the Rayleigh quotient",
        "x'Ax/x'Bx lies between the extreme eigenvalues of B^(-1/2) A B^(-1/2) and attains them at B^(-1/2) times "
        "their eigenvectors; (a'x)²/x'Bx is at most a'B⁻¹a, attained at B⁻¹a",
        f"{_HJ}, th. 4.2.2",
        quotient,
    ),
    Theorem(
        "total least squares",
        "a quotient of quadratics is at least the smallest generalised eigenvalue λ of their matrices in (x, 1), and "
        "where A - λB is positive definite it is λ at (A - λB)⁻¹a only",
        "Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 6.3.1",
        quadratic_quotient,
    ),
    Theorem(
        "Cauchy–Schwarz",
        "|a'x| ≤ √(a'B⁻¹a) √(x'Bx), with equality where x is a multiple of B⁻¹a",
        f"{_HJ}, th. 0.6.3",
        direction,
    ),
    Theorem(
        "the trace quotient",
        "tr((W'BW)⁻¹W'AW) does not change where W is multiplied by an invertible matrix, so that W'BW = I may be "
        "assumed; then Ky Fan's theorem holds",
        "Fukunaga (1990), Introduction to Statistical Pattern Recognition, sec. 10.2",
        trace_quotient,
    ),
    Theorem(
        "Cauchy–Schwarz",
        "on (x - c)'B(x - c) ≤ r a linear function a'x is at most a'c + √(r a'B⁻¹a), attained at c + √(r/a'B⁻¹a) B⁻¹a "
        "only",
        f"{_HJ}, th. 0.6.3",
        linear_on_ellipsoid,
    ),
    Theorem(
        "von Neumann's trace inequality",
        "on V'V = I the largest value of tr(L'V) is the sum of the singular values of L, attained at its polar factor",
        f"{_HJ}, th. 7.4.1.1 and 7.4.9.1",
        linear_on_stiefel,
    ),
    Theorem(
        "the orthogonal Procrustes problem for rotations",
        "of all rotations R the one with the largest tr(L'R) is U diag(1, …, 1, det(UV')) V' with L = U S V'",
        "Umeyama (1991), Least-squares estimation of transformation parameters, th. 1",
        linear_on_rotations,
    ),
    Theorem(
        "the Procrustes problem with a scale",
        "for each R the best s in αs² + s tr(L'R) is -tr(L'R)/2α, so that the R with the largest |tr(L'R)| is best",
        "Umeyama (1991), Least-squares estimation of transformation parameters",
        scaled_procrustes,
    ),
    Theorem(
        "singular vectors",
        "on u'Au = 1, v'Bv = 1 the largest value of u'Cv is the largest singular value of A^(-1/2) C B^(-1/2), "
        "attained at its singular vectors",
        f"{_HJ}, th. 7.3.8; Mardia, Kent & Bibby (1979), Multivariate Analysis, sec. 10.2",
        bilinear,
    ),
    Theorem(
        "von Neumann's trace theorem for symmetric matrices",
        "on W'MW = I the largest value of tr(W'AWB) is the sum of the products of the eigenvalues of B and of "
        "M^(-1/2) A M^(-1/2), both in falling order, the smallest with one of the orders turned around",
        f"{_HJ}, th. 4.3.53; Umeyama (1988), An eigendecomposition approach to weighted graph matching problems",
        two_sided_form,
    ),
    Theorem(
        "singular vectors",
        "on U'MU = I, V'NV = I with k columns each the largest value of tr(U'AV) is the sum of the k largest singular "
        "values of M^(-1/2) A N^(-1/2), attained at their singular vectors",
        f"{_HJ}, th. 7.4.1.1; Mardia, Kent & Bibby (1979), Multivariate Analysis, sec. 10.2",
        singular_pairs,
    ),
    Theorem(
        "von Neumann's trace theorem",
        "over orthogonal U and V the largest value of tr(UAVB) is the sum of the products of the singular values of A "
        "and of B, both in falling order",
        f"{_HJ}, th. 7.4.1.1; Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 6.4.1",
        two_rotations,
    ),
    Theorem(
        "Eckart, Young and Mirsky",
        "of all matrices of rank k at most, the one nearest to A is A Q Q', with Q the k leading eigenvectors of A'A",
        f"{_HJ}, sec. 7.4.2",
        low_rank,
    ),
    Theorem(
        "classical scaling",
        "of all positive semidefinite matrices of rank k at most, the nearest to B keeps its k largest eigenvalues, "
        "those below 0 as 0",
        "Mardia, Kent & Bibby (1979), Multivariate Analysis, th. 14.4.1",
        gram_fit,
    ),
    Theorem(
        "probabilistic principal components",
        "log|C| + tr(C⁻¹S) with C = WW' + sI is least where WW' + sI has the leading eigenvectors of S with their "
        "eigenvalues, and the mean s of the others",
        "Tipping & Bishop (1999), Probabilistic principal component analysis, app. A",
        principal_components,
    ),
    Theorem(
        "the nearest Kronecker product",
        "‖A - B ⊗ C‖ is the distance of a rearrangement of the entries of A from vec(C) vec(B)', a matrix of rank 1",
        "Van Loan & Pitsianis (1993), Approximation with Kronecker products, th. 2.1",
        kronecker_fit,
    ),
    Theorem(
        "the nearest positive semidefinite matrix",
        "it is A with max(λ, 0) for each eigenvalue λ",
        "Higham (1988), Computing a nearest symmetric positive semidefinite matrix, th. 2.1",
        nearest_semidefinite,
    ),
    Theorem(
        "the nearest semidefinite matrix of a given trace",
        "it is A with max(λ - t, 0) for each eigenvalue λ, with the t that gives the trace",
        "Boyd & Vandenberghe (2004), Convex Optimization, sec. 8.1.1 and exercise 4.1, applied to eigenvalues "
        "(Lewis (1996), Convex analysis on the Hermitian matrices, th. 3.1)",
        spectraplex,
    ),
    Theorem(
        "the projection on a second-order cone",
        "of ‖x‖ ≤ t: (y, s) itself, 0, or (1 + s/‖y‖)/2 times (y, ‖y‖)",
        "Boyd & Vandenberghe (2004), Convex Optimization, exercise 8.3(c)",
        second_order_cone,
    ),
    Theorem(
        "the nearest matrix with given products",
        "on XB = C, FX = E it is (I - F⁺F)A(I - BB⁺) + CB⁺ + F⁺E(I - BB⁺); a further equation ‹G, X› = e moves it "
        "along (I - F⁺F)G(I - BB⁺)",
        "Khatri & Mitra (1976), Hermitian and nonnegative definite solutions of linear matrix equations; "
        "Luenberger (1969), Optimization by Vector Space Methods, sec. 3.10",
        nearest_on_equations,
    ),
    Theorem(
        "a linear function on a box",
        "each entry stands at the bound that its coefficient asks for",
        "Boyd & Vandenberghe (2004), Convex Optimization, exercise 4.8(c)",
        linear_on_box,
    ),
    Theorem(
        "a linear function on a simplex",
        "all stands at one vertex, where the coefficient by its weight is least",
        "Boyd & Vandenberghe (2004), Convex Optimization, exercise 4.8(d) and (e)",
        linear_on_simplex,
    ),
    Theorem(
        "a linear function on a simplicial cone",
        "on Jx + h ≥ 0 with J invertible the corner is best where the multipliers J'⁻¹g are nonnegative",
        "Boyd & Vandenberghe (2004), Convex Optimization, exercise 4.8(f)",
        linear_on_polyhedron,
    ),
    Theorem(
        "the dual norm",
        "on ‖x - a‖ ≤ r the least value of ‹g, x› is ‹g, a› - r‖g‖* with the dual norm",
        f"{_HJ}, th. 5.4.10 and 5.6.42; Boyd & Vandenberghe (2004), Convex Optimization, app. A.1.6",
        linear_on_ball,
    ),
    Theorem(
        "a linear function of semidefinite matrices",
        "tr(GX) with tr(X) = b is least at b v v', v the eigenvector of the smallest eigenvalue; with X ≤ I at the "
        "projection on the eigenvectors of negative ones",
        f"{_HJ}, th. 4.2.2; Overton & Womersley (1992), On the sum of the largest eigenvalues, th. 3.4",
        linear_on_spectraplex,
    ),
    Theorem(
        "the conjugate of log-sum-exp",
        "y'x - log Σ exp(x) has a maximum where y is positive and adds to 1, at x = log(y) + t 1 for every t",
        "Boyd & Vandenberghe (2004), Convex Optimization, example 3.25",
        log_sum_exp,
    ),
)


def theorems(problem: Problem) -> SolutionSet | Passed:
    """What the first theorem says whose form the problem has, as it stands or on what its linear equations leave."""
    if problem.objective is None or problem.sense is None:
        return Passed("")
    standing, turned = _standing(problem)
    found = _first(standing) or _on_slice(standing)
    if found is not None:
        return _turned_back(found, problem, turned)
    return Passed("no theorem about objectives of its form is known here")


def _first(problem: Problem) -> SolutionSet | None:
    """What the first theorem says whose form the problem has."""
    for theorem in THEOREMS:
        try:
            found = theorem.find(problem)
        except ExtremumError:  # a derivative that is not available: the objective is of another form
            continue
        if found is not None:
            return theorem.solution(problem, found)
    return None


def _on_slice(problem: Problem) -> SolutionSet | None:
    """The same for the problem in fewer unknowns that linear equations leave."""
    cut = sliced(problem)
    found = None if cut is None else _first(cut.inner)
    return None if cut is None or found is None else cut.lifted(found)


def _standing(problem: Problem) -> tuple[Problem, dict[Expr, Expr]]:
    """The problem with the transposes of those unknowns whose rows, not columns, are orthonormal."""
    lying = [x for x in problem.unknowns if any(upright(k, x) for k in problem.equations) and x.rows is not x.cols]
    names = FreeNames(*problem.expressions)
    turned = {x: leaves.symbol(names.take(x.name), x.cols, x.rows, ()) for x in lying if not x.assumptions}
    if not turned:
        return problem, {}
    values = {x: c.transpose(y) for x, y in turned.items()}
    assert problem.objective is not None
    return changed(
        problem,
        objective=replace(problem.objective, values),
        unknowns=tuple(turned.get(x, x) for x in problem.unknowns),
        constraints=tuple(k.replace(values) for k in problem.constraints),
    ), turned


def _turned_back(found: SolutionSet, problem: Problem, turned: dict[Expr, Expr]) -> SolutionSet:
    if not turned:
        return found
    values = {x: c.transpose(found.values[turned[x]]) if x in turned else found.values[x] for x in problem.unknowns}
    return changed(found, problem=problem, values=values, shown=values)
