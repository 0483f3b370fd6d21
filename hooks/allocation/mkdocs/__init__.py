"""MkDocs and its theme: events and settings come in, the site's files go out.

No other room imports MkDocs. No object of MkDocs or the theme has its methods replaced: the theme's
HTML is changed by the table of ``theme_patches``, all else by what MkDocs offers to plugins.
"""
