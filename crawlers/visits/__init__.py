"""One visit to one source: what it lists, what of that becomes documents, what is remembered."""
