"""成批收件: what an agency's list says, and what is refused of it."""
