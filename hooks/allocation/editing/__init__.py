"""The only way to change data files: line by line, so that comments and all other lines stay.

In: a Register and what is to change. Out: the new text of each file, checked before it is written.
"""
