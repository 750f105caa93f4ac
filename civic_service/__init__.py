"""为民服务: village and town proxy service, hotline. Its verbs come with their issue."""
