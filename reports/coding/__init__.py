"""Sheets that people fill in: which documents are drawn, how a sheet looks, how it is read back."""
