"""The only way to change data files: line by line, so that comments and all other lines stay.

In: a Register and changes. Out: the new text of each file, checked before it is written.
"""
