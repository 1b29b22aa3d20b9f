"""The stress test: `make stress`. Many people at once, and processes that die, on SQLite and on PostgreSQL."""
