"""Documents that come in: tables in Word, Excel or text, and our own workbook sent back.

In: a file. Out: draft data files, or changes to data files.
"""
