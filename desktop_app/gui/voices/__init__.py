"""The voices of a service: their window, and making one from a recording."""
