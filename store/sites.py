"""What is known of the web sites behind the sources: robots rules, reservations, error pages."""

from __future__ import annotations

from collections.abc import Sequence

from store.columns import from_arrow, to_arrow
from store.connection import Store, Transaction
from store.records import Site


def keep_sites(transaction: Transaction, sites: Sequence[Site]) -> None:
    """Replace what is known of these sites; the last given for a site holds."""
    newest = {site.site: site for site in sites}
    if newest:
        with transaction.table("batch", to_arrow(list(newest.values()), Site)):
            transaction.execute("DELETE FROM sites WHERE site IN (SELECT site FROM batch)")
            transaction.execute("INSERT INTO sites BY NAME SELECT * FROM batch")


def sites(store: Store) -> dict[str, Site]:
    """All that is known of sites, by site (scheme, host and port)."""
    return {row.site: row for row in from_arrow(store.read("SELECT * FROM sites"), Site)}
