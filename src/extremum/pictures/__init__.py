"""Pictures of results, where people would rather look than read. Drawn by matplotlib, which the first one loads."""
