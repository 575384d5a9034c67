"""Pages of what is done for children. What anybody may see of it stands in the public pages."""
