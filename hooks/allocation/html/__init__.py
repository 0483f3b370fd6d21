"""In: what pages show (``views/``) and the templates. Out: HTML, with everything from data escaped.

An unknown name in a template is an error.
"""
