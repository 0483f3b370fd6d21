"""The renderer: views and templates to HTML, with everything from the data escaped.

In: a view. Out: HTML; bundled scripts and styles.
"""
