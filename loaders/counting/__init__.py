"""From files of records to counts: DuckDB reads each file once, out of core, and gives back sums by service,
period and group. No row of a record ever reaches Python, a log, a message or the database."""
