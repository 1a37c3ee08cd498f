"""The command line and its settings. Nothing imports this package."""
