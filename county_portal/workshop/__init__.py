"""事项库维护: an item's draft beside its version in force, part by part, until a second person publishes it."""
