"""Every file of the site, and the checks of a site that was built.

In: a data folder. Out: Outputs (path, content, where its data is); problems of a built site.
"""
