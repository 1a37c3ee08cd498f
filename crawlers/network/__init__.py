"""The way out: requests through Scrapy, and what web sites ask of robots."""
