"""联办件: one application, several organs. The lead is the citizen's case; each part is a case of its own organ."""
