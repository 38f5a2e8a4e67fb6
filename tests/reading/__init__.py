"""Tests of the readers of text and LaTeX."""
