"""The whole table: entries with ids and addresses, due dates, progress, and what may be shown.

In: the records of all data files. Out: a frozen Register, and an Index of its published part.
"""
