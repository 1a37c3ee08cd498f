"""Measures a finished model on the held-out texts: figures with intervals, and what fails."""
