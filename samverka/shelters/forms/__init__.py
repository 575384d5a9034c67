"""What people type on the pages of a shelter night; one module per noun."""
