"""What people did: the ledger, and what is in force."""
