"""Crawlers of social platforms and forums, a file a kind; `crawlers/kinds.py` names them.

Each has `async def visit(door: Door) -> Visited | Failure`, which asks the platform through the
door, and parsers: functions of a module that turn the bytes of an answer into a Page, run in a
worker, and never raise for what is in the bytes.
"""
