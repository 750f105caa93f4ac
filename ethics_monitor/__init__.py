"""电子监察: rules, sweep, cards, rectification. Reads ledger, clocks and cases; knows no business app."""
