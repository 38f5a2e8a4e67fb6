"""Whole calls of the public functions on random questions, judged by numbers of their own."""
