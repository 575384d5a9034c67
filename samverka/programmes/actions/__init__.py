"""All that changes in mandates, money and promises."""
