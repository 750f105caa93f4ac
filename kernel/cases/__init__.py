"""The one row that every matter has, its kinds, moves and turns."""
