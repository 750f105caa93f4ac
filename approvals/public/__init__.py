"""Pages of citizens: find an item, apply, follow a case. They parse, call one action, render."""
