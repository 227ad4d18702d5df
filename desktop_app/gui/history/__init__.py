"""What was read: its window."""
