"""The allocation site: one table of duties, read from YAML, shown as pages and downloads.

A folder here is a room. A room imports from the rooms below it only, from the top down::

    cli         the command line
    mkdocs      the events of MkDocs, the theme's frame: no other room knows them
    site        every file of the site; checks of a built site
    carryover   a new rubric, or another office's table
    office      Word and Excel: formats, exports, imports
    feeds       JSON, Atom, iCalendar, the search index, published files
    pages       views, templates, the renderer, styles and scripts
    editing     changes to data files
    versions    git history, editions, what changed
    lint        errors and findings
    register    the whole table, and what may be shown of it
    datafiles   YAML files to records
    privacy     personal numbers, clean copies of files
    runtime     files, locks, processes
    base        problems, enums, names, the clock
"""

__version__ = "0.1.0"
