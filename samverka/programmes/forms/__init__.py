"""What those who answer for mandates, money and promises type."""
