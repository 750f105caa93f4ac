"""Who must be told of what, told live, derived from the ledger."""
