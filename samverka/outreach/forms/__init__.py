"""What people type in the field. Every form is one page and one POST with an id that the client may make."""
