"""Our own workbook with changes: edited cells to edits of single fields.

In: a workbook and the Register it is compared with. Out: Edits, or errors by cell.
"""
