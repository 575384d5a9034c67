"""The pages of a shelter night, one module per kind of work."""
