"""Data health: what master data or machinery would let the county down, for those who can put it right.

Every line is computed when it is asked for, from facts that stand; nothing here names a case or an applicant.
"""
