"""Reports made out of the request: by a worker, or at once where none runs."""
