"""Files, locks, processes, git, streams and caches, which know nothing of an office.

In: paths and bytes. Out: files that are written whole or not at all.
"""
