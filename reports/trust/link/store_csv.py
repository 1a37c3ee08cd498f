"""Tables from the store in the form of a CSV file, so that they go the same way as a user's own."""

from __future__ import annotations

import pandas as pd

from reports.trust.link.csv_table import CsvTable, parse_csv_table


def table_of(frame: pd.DataFrame, name: str) -> CsvTable:
    """The table; its hash is that of its bytes as CSV."""
    return parse_csv_table(frame.to_csv(index=False, lineterminator="\n").encode(), name)
