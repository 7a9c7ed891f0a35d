"""The addresses of API v1, one file for each kind of thing."""
