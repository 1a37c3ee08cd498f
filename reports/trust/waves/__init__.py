"""Survey files of many formats, read, checked and described."""
