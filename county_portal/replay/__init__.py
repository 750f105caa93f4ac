"""回放: a foreign log of matters is played in a simulated county of its own, by its own clock, under rule T03 alone.

log reads the two files and refuses what cannot be; kinds, events are what the log brings; county is where it is played;
play goes line by line and sweeps at the end of each day; totals counts what stands then.
"""
