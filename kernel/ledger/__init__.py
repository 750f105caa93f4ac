"""The append-only record of what happened, its stream, its seals and the relay that reads it."""
