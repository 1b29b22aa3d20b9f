"""Read models: frozen, each built in a fixed number of queries. Page, PDF, API and spreadsheet get the same object."""
