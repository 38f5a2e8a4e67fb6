"""Readers of the text language and of LaTeX: text to one kind of syntax tree, and from it to expressions."""
