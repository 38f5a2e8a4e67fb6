"""Readable code from expressions: a plan of named array statements, and one printer a backend."""
