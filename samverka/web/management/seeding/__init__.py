"""Believable data, made through the product's own actions: invented organisations, counted parties, nobody's story."""
