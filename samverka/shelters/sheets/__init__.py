"""Tables as others send them, and as others want them. Knows files and cells, but nothing of nights."""
