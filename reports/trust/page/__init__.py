"""The page of a link analysis, and what lies beside it."""
