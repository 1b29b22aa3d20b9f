"""From a document to a framework: what a strategy's text says becomes rows, once a person has settled what is doubtful.

terms.py        the words and signs of strategies: targets, marks, labels, columns
found.py        the rows that a document says, with their passages
recognising.py  from blocks to rows: headings, lists and lines, from top to bottom; tables.py those of a table
gathering.py    the rows so far, and under which outcome and in which section the reader is
marks.py        what its footnote marks mean
questions.py    what only a person can settle, with a suggestion
answers.py      what each answer does
proposal.py     the rows as they stand with the answers and edits so far, and what is still wrong
services.py     receive a document, keep answers and edits, confirm: all of it or nothing
views.py        its pages; forms.py the form of one row

The first eight know no Django: they are told blocks and say rows.
"""
