"""Shapes of what nobody declared, by use: equations between dimensions, and the search for their solutions."""
