"""Files for programs: JSON, Atom, iCalendar, the search index, copies of handed-in files.

In: an Index with history. Out: path and content of each file.
"""
