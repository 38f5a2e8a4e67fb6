"""Data in blocks of rows: where they come from, and passes over them, in threads or on a cluster."""
