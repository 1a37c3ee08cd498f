"""The constructed example: outlets, people, places and events that do not exist."""
