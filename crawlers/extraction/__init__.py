"""Article pages, from bytes to text, title, date and status. No network here but one probe."""
