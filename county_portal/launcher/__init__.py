"""`./portal`: the embedded engines and the processes of the portal on one machine.

`boot.py` runs before anything is installed and knows only the standard library; the rest runs in `.venv`.
"""
