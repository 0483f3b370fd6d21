"""Earlier states of the data: git history, editions, and what changed between two registers.

In: a repository or two registers. Out: revisions, editions, changes.
"""
