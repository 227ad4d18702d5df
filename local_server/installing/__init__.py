"""Brings the models of neural engines onto this computer, and removes them."""
