"""The working-day calendar: holidays and make-up days as data, arithmetic on a prefix table."""
