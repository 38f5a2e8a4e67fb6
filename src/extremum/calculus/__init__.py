"""Derivatives: gradient, Jacobian, Hessian, differential; and derivations, which show the steps."""
