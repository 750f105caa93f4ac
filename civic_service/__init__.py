"""为民服务: village and town proxy service (代办). The agent runs the errand, the bag travels."""
