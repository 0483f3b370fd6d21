"""Our own workbook, sent back: cells to changes of single fields.

In: a workbook and the Register it is compared with. Out: Edits, or errors by cell.
"""
