"""Data files: reading YAML, the model, JSON Schemas, facts of handed-in files.

In: a data folder. Out: frozen records with file and line, and every problem of their form.
"""
