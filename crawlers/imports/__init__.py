"""Readers of files that other tools wrote, one file a format."""
