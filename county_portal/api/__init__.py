"""/api/v1/ of the roof: what the pages of the roof do, and a citizen's papers, letters and applicants."""
