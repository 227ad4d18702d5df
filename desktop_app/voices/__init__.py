"""Reference audio on the desktop: `decoding`, `recording`, `checks`, `microphone`; no Qt.

Nothing is imported here: the child imports this package too, and numpy takes a while.
"""
