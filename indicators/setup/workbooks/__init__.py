"""Indicators with their targets as a workbook: out, changed in a spreadsheet program, in again after a dry run."""
