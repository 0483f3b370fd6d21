"""The allocation site: one table of duties, read from YAML, shown as pages and downloads.

The modules import in one direction only::

    problems  enums  text          words that everything shares
    model                          what a data file may say
    source  loading                files -> records with file:line -> model
    register                       every clause with its id, its place and its people
    lint/                          errors that stop a build, findings that a page shows
    views/                         every sum, sort and cross-link, computed once
    render  exporters/             views -> HTML, views -> files
    outputs                        all of them, as one list of Output(path, content, ref)

MkDocs appears in none of them; ``hooks/mkdocs_hook.py`` is the only file that knows it.
"""

__version__ = "0.1.0"
