"""The inbox (收件箱): what people drop into a folder becomes commits, a site, and answers to them.

In: an inbox folder, a data folder in git, rules of who may do what. Out: a commit for each slip, a
published site, ``results.json`` for those who sent, ``todo.json`` for those who approve.
"""
