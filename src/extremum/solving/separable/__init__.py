"""Convex problems that come apart: entry by entry, or along a ray; one constraint ties entries by one number."""
