"""What people type about what they offer, and when."""
