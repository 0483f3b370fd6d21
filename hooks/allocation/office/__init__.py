"""Word and Excel, in both directions.

In: an Index, or a file that somebody sends back. Out: documents, or proposed changes of the data.
"""
