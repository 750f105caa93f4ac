"""The bridge between a desk page and the devices on the window's computer: its messages, its simulator, its second
screen, and which pages may speak to it. docs/devices.md describes the messages for whoever writes a real one."""
