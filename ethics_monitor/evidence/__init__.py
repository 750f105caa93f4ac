"""证据包: what the ledger says of one subject, taken away so that it can be proved without the portal."""
