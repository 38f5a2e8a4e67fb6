"""Certificates of curvature: rules of composition, Hessians, domains, counterexamples."""
