"""Forms that people edit side by side: nothing is overwritten unseen, and nothing has to be typed twice."""
