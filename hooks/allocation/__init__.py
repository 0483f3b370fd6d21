"""The allocation site: one table of duties, read from YAML, shown as pages and downloads.

The modules import in one direction only::

    problems enums grouping archive  words and tools that everything shares
    readings text                    names for machines: pinyin, codes, slugs
    source                           files -> records with file:line
    model loading schema             what a data file may say; records -> model
    register addresses               every clause with its id, its place, its people, its address
    fidelity lint/                   is it the printed table? errors stop, findings are shown
    views/                           every sum, sort and cross-link, computed once
    html/ exporters/                 views -> HTML, views -> files
    outputs                          all of them, as one list of Output(path, content, ref)
    cli                              the command line

MkDocs appears in none of them; ``mkdocs/`` is the only room that knows it.
"""

__version__ = "0.1.0"
