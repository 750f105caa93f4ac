"""Pages of the hall: clerk desk, case file, review desk. They parse, call one action, render."""
