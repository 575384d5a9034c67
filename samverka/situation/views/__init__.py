"""Pages of the situation picture."""
