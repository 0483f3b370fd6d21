"""Word and Excel, in both directions.

In: an Index, or a file that was handed in. Out: documents, or proposed changes of the data.
"""
