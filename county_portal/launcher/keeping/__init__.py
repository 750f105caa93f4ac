"""Backups: how one is made, put back, and proved to be one.

ground  what stands in a database and its keys, asked in one snapshot
archive the file: a plain tar of dump, documents and heads of the ledger, its manifest last
secrets the keys, in a file of their own beside it
backup > restore > drill  the three commands
"""
