"""Service items, versioned, published by a second person."""
