"""Spreadsheets in and out: what is uploaded is read without trust, what is exported holds no formula (trust S5).

safety.py  may this file be opened at all? Answered from its directory, before anything is unpacked
parts.py   the XML inside, read as a stream within limits
reading.py workbook or CSV -> sheets of text; a workbook in a limited process of its own (child.py)
cells.py   any cell of any export, and CSV
writing.py a new workbook
"""
