"""This computer as a part of a home: it announces what Home Assistant asks it to."""
