"""Measurements: registers of any size, our site beside its peers, in one run."""
