"""A quarter's values as a workbook or CSV file: to fill in, and to read back.

quarter.py  the columns, the rows of one person's quarter with what is known of each, and both as CSV
writing.py  the same as a workbook
checker.py  what each row of an uploaded file would change, or why it can't
"""
