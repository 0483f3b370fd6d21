"""Imports: tables in Word, Excel or text, and our own workbook with changes.

In: a file. Out: draft data files, or changes to data files.
"""
