"""What the fuzzer feeds: the reader of data files, and the importers of text, Word and Excel.

Each target takes any bytes and may only refuse them in the way that it says it does.
"""
