"""Pages of mandates, money and promises."""
