"""Problems: an objective, its sense, unknowns, and constraints between expressions."""
