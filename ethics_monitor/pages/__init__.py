"""Pages of supervision: board, lists, card. They parse, call one action, render."""
