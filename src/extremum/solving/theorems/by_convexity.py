"""Theorems about projections, dual norms, entropies and monotone functions, in the order in which they are tried."""

from __future__ import annotations

from extremum.solving.theorems.approximation import nearest_semidefinite
from extremum.solving.theorems.cones import linear_on_cone, second_order_cone, spectraplex
from extremum.solving.theorems.conjugates import log_sum_exp
from extremum.solving.theorems.corners import at_corner, levelled
from extremum.solving.theorems.entropies import entropy_with_margins
from extremum.solving.theorems.holder import linear_with_powers, linear_with_sizes
from extremum.solving.theorems.intervals import polynomial_on_interval
from extremum.solving.theorems.locations import midrange
from extremum.solving.theorems.log_concave import product_of_powers
from extremum.solving.theorems.manifolds import nearest_on_equations
from extremum.solving.theorems.norms import projection, proximal, shortest_on_plane
from extremum.solving.theorems.orders import at_bound
from extremum.solving.theorems.poincare import quotient_of_determinants, rising_with_eigenvalues
from extremum.solving.theorems.semidefinite import above_two, water_filling
from extremum.solving.theorems.semidefinite_lines import end_of_line
from extremum.solving.theorems.spectraplexes import linear_on_spectraplex
from extremum.solving.theorems.supports import (
    linear_on_ball,
    linear_on_box,
    linear_on_polyhedron,
    linear_on_simplex,
)
from extremum.solving.theorems.theorem import Theorem
from extremum.solving.theorems.thresholds import between_planes, lowered, shrunk_rows
from extremum.solving.theorems.vertices import at_vertex

_HJ = "Horn & Johnson (2013), Matrix Analysis, 2nd ed."

BY_CONVEXITY: tuple[Theorem, ...] = (
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
        "Bauer's maximum principle",
        "a convex function on a compact convex set is largest at an extreme point; of a box, a simplex or a diamond "
        "these are compared",
        "Rockafellar (1970), Convex Analysis, cor. 32.3.2",
        at_vertex,
    ),
    Theorem(
        "Moreau's decomposition",
        "‖x - v‖²/2 + w‖x‖ is least at v - P(v), with P the projection on the ball of radius w of the dual norm",
        "Parikh & Boyd (2014), Proximal algorithms, sec. 2.5 and 6.5",
        proximal,
    ),
    Theorem(
        "the projection on the ball of a norm",
        "it is v - prox(v), with the proximal map of r times the dual norm; sizes and singular values are shrunk by "
        "the least t ≥ 0 with which the sum of them is at most r",
        "Parikh & Boyd (2014), Proximal algorithms, sec. 2.5 and 6.5",
        projection,
    ),
    Theorem(
        "the proximal map of the norms of rows",
        "‖X - V‖²/2 + Σ wᵢ‖Xᵢ‖ is least where each row of V is multiplied by max(1 - wᵢ/‖Vᵢ‖, 0)",
        "Parikh & Boyd (2014), Proximal algorithms, sec. 6.5.4",
        shrunk_rows,
    ),
    Theorem(
        "the proximal map of the largest entry",
        "‖x - v‖²/2 + w max(x) is least at min(v, t), with the t for which Σ max(v - t, 0) = w",
        "Parikh & Boyd (2014), Proximal algorithms, sec. 6.4.1",
        lowered,
    ),
    Theorem(
        "a quadratic between two parallel hyperplanes",
        "on l ≤ a'x ≤ u the least point of x'Hx/2 - b'x is that without constraints, moved along H⁻¹a to the nearer "
        "plane",
        "Boyd & Vandenberghe (2004), Convex Optimization, sec. 5.5.3 and 8.1.1",
        between_planes,
    ),
    Theorem(
        "the distance from a hyperplane",
        "on ‹a, x› = b the least ‖x‖ is |b|/‖a‖* with the dual norm, attained at b/‹a, d› d for the d of length 1 with "
        "the largest ‹a, d›",
        f"{_HJ}, th. 5.4.10 and 5.5.14; Luenberger (1969), Optimization by Vector Space Methods, sec. 5.8",
        shortest_on_plane,
    ),
    Theorem(
        "a linear function of semidefinite matrices",
        "tr(GX) with tr(X) = b is least at b v v', v the eigenvector of the smallest eigenvalue; with X ≤ I at the "
        "projection on the eigenvectors of negative ones",
        f"{_HJ}, th. 4.2.2; Overton & Womersley (1992), On the sum of the largest eigenvalues, th. 3.4",
        linear_on_spectraplex,
    ),
    Theorem(
        "one number in a linear matrix inequality",
        "with B positive definite A + sB ≥ 0 where s is at least the largest eigenvalue of -B^(-1/2) A B^(-1/2); with "
        "A positive definite, and s < 0, where -1/s is at least the largest one of A^(-1/2) B A^(-1/2)",
        f"{_HJ}, th. 7.6.4; Vandenberghe & Boyd (1996), Semidefinite programming, sec. 2; Boyd & Vandenberghe (2004), "
        "Convex Optimization, sec. 4.6.2",
        end_of_line,
    ),
    Theorem(
        "the support function of a part of a cone",
        "the largest ‹a, x› over a closed convex cone with ‖x‖ ≤ r is r‖P(a)‖, at r P(a)/‖P(a)‖, with P the projection "
        "on the cone, where it is not 0",
        "Moreau (1962), Décomposition orthogonale d'un espace hilbertien; "
        "Hiriart-Urruty & Lemaréchal (2001), Fundamentals of Convex Analysis, ch. A, th. 3.2.5",
        linear_on_cone,
    ),
    Theorem(
        "Poincaré's separation theorem",
        "the eigenvalues of W'AW with W'BW = I lie between those of B^(-1/2) A B^(-1/2), so that what rises with all "
        "of them, log|W'AW| or -tr((W'AW)⁻¹), is extremal at extreme eigenvectors",
        f"{_HJ}, cor. 4.3.37; Magnus & Neudecker (2019), Matrix Differential Calculus, ch. 11, sec. 10",
        rising_with_eigenvalues,
    ),
    Theorem(
        "the quotient of determinants",
        "|W'AW|/|W'BW| does not change where W is multiplied by an invertible matrix, so that W'BW = I may be assumed; "
        "then Poincaré's separation theorem holds",
        "Mardia, Kent & Bibby (1979), Multivariate Analysis, th. A.9.2 and sec. 12.5",
        quotient_of_determinants,
    ),
    Theorem(
        "entropy with given margins",
        "t Σ X log X + ‹C, X› with X1 = r is least at exp(-C/t), its rows scaled to the sums r; with X'1 = s too, and "
        "C constant, at r s'/Σr",
        "Cover & Thomas (2006), Elements of Information Theory, th. 12.1.1; Cuturi (2013), Sinkhorn distances, sec. 4",
        entropy_with_margins,
    ),
    Theorem(
        "Hölder's inequality",
        "Σ gᵢxᵢ ≤ (Σ gᵢ^q)^(1/q) (Σ xᵢ^p)^(1/p) for 1/p + 1/q = 1, p > 1, with equality where x^p is a multiple of "
        "g^q; for p < 1 the inequality is turned around",
        "Hardy, Littlewood & Pólya (1952), Inequalities, th. 13",
        linear_with_powers,
    ),
    Theorem(
        "Hölder's inequality",
        "Σ gᵢxᵢ ≤ (Σ wᵢ(|gᵢ|/wᵢ)^q)^(1/q) (Σ wᵢ|xᵢ|^p)^(1/p) for 1/p + 1/q = 1, p > 1, with equality where x has the "
        "signs of g and w|x|^(p - 1) is a multiple of |g|",
        "Hardy, Littlewood & Pólya (1952), Inequalities, th. 13",
        linear_with_sizes,
    ),
    Theorem(
        "the conjugate of log-sum-exp",
        "y'x - log Σ exp(x) has a maximum where y is positive and adds to 1, at x = log(y) + t 1 for every t",
        "Boyd & Vandenberghe (2004), Convex Optimization, example 3.25",
        log_sum_exp,
    ),
    Theorem(
        "a product of powers of affine functions",
        "between its zeros its logarithm is strictly concave, so that it is largest where Σ pᵢ/(x - rᵢ) = 0, which by "
        "Rolle's theorem one zero of a polynomial is",
        "Boyd & Vandenberghe (2004), Convex Optimization, sec. 3.5.1; Apostol (1967), Calculus, vol. 1, 2nd ed., "
        "th. 4.4",
        product_of_powers,
    ),
    Theorem(
        "Weierstrass and Fermat",
        "a differentiable function on a closed interval, or one that grows where the interval has no end, is extremal "
        "at an end, or where its derivative is zero; the values there are compared",
        "Apostol (1967), Calculus, vol. 1, 2nd ed., th. 3.12 and 4.3",
        polynomial_on_interval,
    ),
    Theorem(
        "a function that is affine in each of its numbers",
        "on a box it is a weighted mean of its values at the corners, so that it is extremal at one of them",
        "Rockafellar (1970), Convex Analysis, cor. 32.3.1, number by number",
        at_corner,
    ),
    Theorem(
        "the largest of several numbers and their mean",
        "max(u) >= ‹w, u›/‹w, 1› for w > 0, with equality only where all u are equal",
        "Hardy, Littlewood & Pólya (1952), Inequalities, th. 2",
        levelled,
    ),
    Theorem(
        "a function that rises in the order of its bound",
        "f(x) >= f(a) for every x >= a where ‹∇f, d› >= 0 for every d >= 0, entry by entry or among symmetric matrices",
        "Boyd & Vandenberghe (2004), Convex Optimization, sec. 3.6.1",
        at_bound,
    ),
    Theorem(
        "the least trace above two matrices",
        "X ≥ A and X ≥ B have tr(X) ≥ tr(B) + tr((A - B)₊), with the positive part by eigenvalues, and equality at "
        "B + (A - B)₊ alone",
        f"{_HJ}, cor. 4.3.39, applied to X - B and the eigenvectors of A - B with positive eigenvalues",
        above_two,
    ),
    Theorem(
        "water-filling",
        "log|N + KXK'| is largest at (tK⁺K - G⁺)₊ with G = K'N⁻¹K, the positive part by eigenvalues, and the t that "
        "gives the trace",
        "Cover & Thomas (2006), Elements of Information Theory, sec. 9.4 and 9.5; Telatar (1999), Capacity of "
        "multi-antenna Gaussian channels, sec. 3.1",
        water_filling,
    ),
    Theorem(
        "the middle of the range",
        "max|x - c| is at least (max(x) - min(x))/2, with equality at c = (max(x) + min(x))/2 alone",
        "Boyd & Vandenberghe (2004), Convex Optimization, exercise 6.2",
        midrange,
    ),
)
