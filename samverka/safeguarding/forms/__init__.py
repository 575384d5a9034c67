"""What people type about channels, sightings and notes: numbers and choices, never a word about a child."""
