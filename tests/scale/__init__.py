"""Tests of data in blocks of rows."""
