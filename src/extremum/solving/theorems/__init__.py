"""Theorems about objectives: each row of the table is a global certificate with its source."""
