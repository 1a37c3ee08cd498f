"""Counts, and the pages made of them."""
