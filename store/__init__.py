"""Records, and the tables that keep them. Importing this package opens nothing."""
