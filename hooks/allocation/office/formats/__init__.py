"""The formats: the layout of the workbook, writing .docx, guarding and converting files.

In: tables and text, or a file. Out: bytes of a document, or a file that is safe to parse.
"""
