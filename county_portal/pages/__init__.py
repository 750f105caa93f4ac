"""Pages of the roof: front door, one's own desk, inbox, deadline calculator, health."""
