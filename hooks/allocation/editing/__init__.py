"""In: the register as read and what a person wants changed. Out: the new texts of data files.

Only this package makes the text of data files; ``transaction.write`` puts them in their places.
"""
