"""Many units: the sites of all of them from one list, in one store, on one machine or many hosts.

In: ``units.yml`` and the folders, repositories and zips that it names. Out: a store of immutable
sites with a link for each unit, and what became of each. A unit can't break another: each is built
in a process of its own, and its link moves when its site is whole and checked.
"""
