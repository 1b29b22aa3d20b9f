"""Full text: texts are put in under a kind and a key, and found by words; FTS5 of SQLite or tsvector of PostgreSQL.

words.py      what a text and a search consist of, the same for both databases
engines.py    the two engines behind one small interface
indexed.py    how far each kind is indexed

It knows nothing of rights: who asks filters the keys that it gets by what the person may see. docs/adr/0029.
"""
