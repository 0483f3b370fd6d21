"""The portal of many units: a site of the same theme and templates, from their summaries only.

In: ``api/summary.json`` of each unit, what became of its last build, snapshots of earlier months.
Out: a site with the interface that the hook of MkDocs asks for. What a unit does not publish, it
does not know: no data folder is read here.
"""
