"""A whole plan as a workbook or CSV file: written, and read back in the form in which a council published it.

columns.py  which columns are known, by the titles that councils give them
rows.py     an uploaded file as rows, each with the theme that it stands under
matching.py teams and outcomes named in a file, and the doubts that remain for a person
fields.py   what a row says of each field, and what the portal has of it
checking.py what each row would change, or why it can't
milestones.py  the same of the sheet of milestones
checker.py  the way in of an uploaded plan, and how its changes are applied
book.py     the plan to write, and as CSV
writing.py  the plan as a workbook
"""
