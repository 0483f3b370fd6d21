"""Downloads, one module per kind; ``downloads.py`` lists those that the site offers."""
