"""How much stress, and what must not come of it. Nothing here needs Django."""

import argparse

HARM = {"lost", "errors", "partial", "extra_effects", "beyond_limit"}
"""The counts that have to be zero."""


def scale() -> argparse.ArgumentParser:
    """The options that the command and its part for one database share."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--saves", type=int, default=1000, help="saves of a few values by all processes together")
    parser.add_argument("--processes", type=int, default=8, help="processes that save at once")
    parser.add_argument("--kills", type=int, default=100, help="imports to kill")
    parser.add_argument("--twice", type=int, default=30, help="files to import twice")
    parser.add_argument("--tries", type=int, default=400, help="wrong passwords that all processes together try")
    return parser
