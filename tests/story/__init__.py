"""The whole matter, as the people in it live through it."""
