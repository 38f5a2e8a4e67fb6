"""The page: a server on the loopback address, JSON in and out, and the files that a browser needs."""
