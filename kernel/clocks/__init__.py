"""Deadlines of any subject: facts stored, due dates derived and explained."""
