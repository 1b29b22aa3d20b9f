"""A quarter's values as a workbook or CSV file: to fill in, and to read back.

columns.py  which columns there are
checker.py  what each row of an uploaded file would change, or why it can't
quarter.py  the rows of one person's quarter, with what is known of each, and as CSV
writing.py  those rows as a workbook
"""
