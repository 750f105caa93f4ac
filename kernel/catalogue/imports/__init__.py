"""A list of items as a province or a department hands it over: its words, its rows, what they would change."""
