"""Documents for people: the table, the workbook, task sheets, dossiers, reports.

In: an Index. Out: path and content of each document.
"""
