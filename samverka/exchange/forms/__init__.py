"""What those who ask, answer and keep cards type."""
