"""The invented county that the portal starts with: its tables (data/), and the builders that write them."""
