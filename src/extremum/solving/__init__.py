"""Extrema in closed form, and curvature."""
