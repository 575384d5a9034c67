"""What is asked of mandates, money and promises."""
