"""/api/v1/ of approvals: every verb of the pages, by the same actions and permissions."""
