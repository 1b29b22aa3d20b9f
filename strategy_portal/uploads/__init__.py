"""A file that comes in: receive -> check -> settle -> apply, once. One way for every kind of file.

reading.py  may this file be opened at all? Then its sheets as text, and the rows below a row of titles
blocks.py   a document as headings, paragraphs, lists and tables, whatever kind of file it came as
documents.py and document_child.py do for documents what reading.py and child.py do for workbooks
child.py    reads a workbook in a process of its own, within limits
sheet.py    there: the cells of one sheet as texts
checker.py  what a kind of file says for itself; each app has a checker for its own, named in settings.UPLOADS
upload.py   the model of a file while it is checked, and of what became of it
services.py the way in, and the one that applies
views.py    the two pages: choose a file, see what it would do
"""
