"""What `samverka bench` measures: on which data, by which requests, and against which promises."""
