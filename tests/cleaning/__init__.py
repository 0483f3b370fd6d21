"""Made files with marks in every place where a file can hide something."""
