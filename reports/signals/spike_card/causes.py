"""The closed list of what a spike can be made of. None of them says why anybody wrote."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What most of a week's excess over the expected consists of.

    A cause describes the make-up of the figures and never intent.
    """

    RECRAWL = "recrawl"
    """Texts that reached us late or again: an archive, an import, a source that came back or is
    new, pages without a date that were fetched anew."""
    COPIES = "copies"
    """Copies and light rewrites of one story in several sources."""
    ONE_SOURCE = "one_source"
    """Different stories, nearly all of one source that usually gives few."""
    ACCOUNT_CLUSTER = "account_cluster"
    """Private posts, most of them by few accounts, or by accounts that share the same things at the
    same times."""
    ONE_LANGUAGE = "one_language"
    """Texts in one language that usually carries a small part of the series."""
    MANY_ACCOUNTS = "many_accounts"
    """Private posts by many accounts, with no cluster that explains them."""
    EVENT = "event"
    """Different stories of several editorial sources within some days, with new words, places or
    links in common: they tell of one thing."""
    NEW_STORIES = "new_stories"
    """Different stories of several sources that have nothing new in common."""
    UNCLEAR = "unclear"
    """Nothing above holds, or there is too little to tell by."""
