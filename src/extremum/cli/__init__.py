"""The command line ``extremum``: a thin front over the public names."""
