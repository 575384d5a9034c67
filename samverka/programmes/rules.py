"""Who may answer for mandates, money and promises."""
