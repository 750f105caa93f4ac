"""绩效考核 and 好差评. Its verbs come with their issue."""
