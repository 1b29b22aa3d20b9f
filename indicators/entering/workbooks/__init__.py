"""A quarter's values as a workbook or CSV file: to fill in, and to read back.

columns.py  which columns there are, and what stands in them for an expected entry
quarter.py  the rows of one person's quarter, with what is known of each, and as CSV
writing.py  those rows as a workbook
rows.py     an uploaded file as rows that name their expected entries
checking.py what each row would change, or why it can't
"""
