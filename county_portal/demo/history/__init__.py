"""Sixty working days of ordinary work: drawn as plans, written in bulk with clocks and ledger."""
