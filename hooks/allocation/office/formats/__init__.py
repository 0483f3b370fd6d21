"""The formats: layout of our workbook, cells of any workbook as text, .docx, guards, LibreOffice.

In: tables and text, or a file. Out: bytes of a document, or a file that is safe to parse.
"""
