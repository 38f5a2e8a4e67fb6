"""Minimisation by iteration."""
