"""The media–trust link: exposure and trust over time, and what can be said of both."""
