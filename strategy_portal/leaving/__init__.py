"""All of an installation in open formats, and into an empty one again (docs/how-to/leave-and-move.md, docs/adr/0030).

tables.py      which tables go along, which stay and why; how a row is written and read
archives.py    the folder or ZIP file: data, files beside it, a manifest with the hash of each
exporting.py   out
importing.py   in: as it was, compared by hash, then every sign-in ended
"""
