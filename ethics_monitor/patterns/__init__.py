"""研判: what the ledger shows when matters are laid side by side. Leads for people, never verdicts."""
