"""Theorems whose extrema eigenvectors and singular vectors attain, in the order in which they are tried."""

from __future__ import annotations

from extremum.solving.theorems.alignment import bilinear, linear_on_ellipsoid, linear_on_rotations, linear_on_stiefel
from extremum.solving.theorems.approximation import low_rank
from extremum.solving.theorems.both_sides import singular_pairs, two_rotations, two_sided_form
from extremum.solving.theorems.fits import gram_fit, kronecker_fit, principal_components, quadratic_quotient
from extremum.solving.theorems.radius import form_of_largest_size
from extremum.solving.theorems.regularised import least_at_zero, penalised_factors
from extremum.solving.theorems.similarity import scaled_procrustes
from extremum.solving.theorems.spectra import direction, form_on_surface, quotient, trace_quotient
from extremum.solving.theorems.spheres import form_in_ellipsoid, quadratic_on_sphere
from extremum.solving.theorems.theorem import Theorem

_HJ = "Horn & Johnson (2013), Matrix Analysis, 2nd ed."

BY_EIGENVECTORS: tuple[Theorem, ...] = (
    Theorem(
        "Rayleigh, Ritz and Ky Fan",
        "on W'BW = I the extrema of tr(W'AW) are sums of extreme eigenvalues of B^(-1/2) A B^(-1/2), attained at "
        "B^(-1/2) times their eigenvectors",
        f"{_HJ}, th. 4.2.2 and cor. 4.3.39",
        form_on_surface,
    ),
    Theorem(
        "the numerical radius",
        "on x'Bx = 1 the largest |x'Ax| is the largest size of an eigenvalue of B^(-1/2) A B^(-1/2), attained at "
        "B^(-1/2) times its eigenvector",
        f"{_HJ}, th. 4.2.2 and sec. 5.6",
        form_of_largest_size,
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
        "a quadratic on a sphere",
        "x'Ax + a'x on ‖x‖² = r is least where (A + tI)x = -a/2 with A + tI positive semidefinite, and there only "
        "where it is positive definite",
        "Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 6.2.1; Forsythe & Golub (1965), On the stationary "
        "values of a second-degree polynomial on the unit sphere",
        quadratic_on_sphere,
    ),
    Theorem(
        "a quadratic form in an ellipsoid",
        "on x'Bx ≤ r the least x'Ax is r times the least eigenvalue of B^(-1/2) A B^(-1/2), attained at √r B^(-1/2) "
        "times its eigenvector, where that is negative, and else 0",
        f"{_HJ}, th. 4.2.2; Conn, Gould & Toint (2000), Trust-region methods, sec. 7.2",
        form_in_ellipsoid,
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
        "the nuclear norm as a penalty of factors",
        "β‖U‖² + γ‖V‖² is at least 2√(βγ) times the sum of the singular values of UV', so that those of T are shrunk "
        "by √(βγ)/α",
        "Srebro, Rennie & Jaakkola (2004), Maximum-margin matrix factorization, lemma 1; Udell, Horn, Zadeh & Boyd "
        "(2016), Generalized low rank models, sec. 2.3",
        penalised_factors,
    ),
    Theorem(
        "a sum of nonnegative terms",
        "it is least where all of them are zero",
        "Boyd & Vandenberghe (2004), Convex Optimization, sec. 3.1.3 and app. A.5",
        least_at_zero,
    ),
)
