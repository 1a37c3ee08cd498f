"""The commands, one file for each thing that a user wants."""
