"""What people type into questionnaires and surveys."""
