"""Derivations: the steps that lead to a derivative, in two styles, each with its rule, checked line by line."""
