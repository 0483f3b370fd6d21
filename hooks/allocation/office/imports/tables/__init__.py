"""Tables as offices write them, in Word, Excel or text: rows to draft data files.

In: a document. Out: data files, and questions that a person must decide. ``documents`` reads
files, ``headings`` and ``table`` find columns and rows, ``names`` splits cells, ``parties`` pairs
departments with persons, ``drafts`` makes the files.
"""
