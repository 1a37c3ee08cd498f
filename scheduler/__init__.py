"""One pass over everything, and the clock that starts it."""
