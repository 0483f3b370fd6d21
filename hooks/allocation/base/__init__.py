"""Problems, messages of the system, enums, names, pinyin and the clock, which every room uses.

In: text and dates. Out: plain values; nothing here reads a file.
"""
