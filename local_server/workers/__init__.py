"""Processes that run engines which need no more than the standard library around them."""
