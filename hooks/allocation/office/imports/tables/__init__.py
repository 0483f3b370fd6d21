"""Tables as offices write them, in Word, Excel or text: rows to draft data files.

In: a document. Out: data files, and questions that a person must decide.
"""
