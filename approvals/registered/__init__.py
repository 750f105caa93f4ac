"""登记件: what departments handle in their own systems, registered at the counter or by import, and how much of it."""
