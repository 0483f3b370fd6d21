"""Tables as offices write them, in Word, Excel or text: rows to draft data files.

In: a document, and what a person said about it. Out: data files, and questions that a person must
decide. ``documents`` reads files into grids, ``answers`` puts answers in place of cells,
``headings`` and ``table`` find columns and rows, ``names`` splits cells, ``parties`` pairs
departments with persons, ``drafts`` makes the files, ``answer_sheet`` the sheet of questions.
"""
