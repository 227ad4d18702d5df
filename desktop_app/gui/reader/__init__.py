"""The Reader: the window that reads a text aloud and follows it."""
