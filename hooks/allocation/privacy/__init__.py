"""Personal numbers, and copies of files with nothing but what is seen.

In: text or the bytes of a file. Out: the numbers in it, or a clean copy, or a refusal.
"""
