"""Statistics on counts: exposure, coverage and change."""
