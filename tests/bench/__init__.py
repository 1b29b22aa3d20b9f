"""The benchmark: `make bench`. Speed and memory are shown here, never by a timed test."""
