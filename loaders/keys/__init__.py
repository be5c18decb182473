"""Row to service, period and category; which rows count."""
