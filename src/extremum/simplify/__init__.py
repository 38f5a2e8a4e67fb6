"""Bounded search over equal forms: the shortest for a person wins."""
