"""The ground floor: nodes, dimensions, facts, rules and evaluation. It knows no operation."""
