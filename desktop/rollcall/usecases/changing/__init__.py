"""Writing users: locked, proven by reading back, undone by a click, settled after a crash."""
