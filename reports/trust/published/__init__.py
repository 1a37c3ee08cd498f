"""Published survey figures on trust in the social services, with their traps."""

from reports.trust.published.comparing import (
    Comparison,
    ComparisonRefused,
    compare,
    require,
    trend,
)
from reports.trust.published.listing import PublishedTable, table

__all__ = [
    "Comparison",
    "ComparisonRefused",
    "PublishedTable",
    "compare",
    "require",
    "table",
    "trend",
]
