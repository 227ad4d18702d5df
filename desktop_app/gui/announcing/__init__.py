"""Announcing at home: what is said, where, and in whose voice."""
