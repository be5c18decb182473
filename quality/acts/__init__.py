"""Acts of people: the ledger, and what is in force."""
