"""/api/v1/ of supervision: every verb of the pages, by the same actions and permissions."""
