"""Pages: what each shows (views), how it looks (templates, assets), the renderer (html).

In: an Index with history and editions. Out: HTML of each page, to be set into the theme's frame.
"""
