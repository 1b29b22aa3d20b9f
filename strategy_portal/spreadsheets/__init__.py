"""Spreadsheets as they go out: no export holds a formula (trust S5). What comes in is read in `uploads/`.

cells.py     any cell of any export, and CSV
downloads.py a file as an answer
writing.py   a new workbook
"""
