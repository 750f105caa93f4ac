"""`./portal bench`: what the house costs, each figure beside a reference measured in the same run.

Never a test: a figure that misses its goal is reported, not raised. figures says what a figure is, timing how it is
taken, databases gives every bench a copy of the demo county of its own; each bench is a module whose docstring says
what it measures.
"""
