"""Geometric programs: sums of powers of positive numbers, convex in the logarithms of these."""
