"""The web side of the process: what happens to a request before and after Django sees it."""
