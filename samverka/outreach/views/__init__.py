"""The pages of work in the field: one module per noun."""
