"""A voice for speech-dispatcher, through which Orca, Firefox and Okular speak on Linux.

`module` is the program that speech-dispatcher starts, once, and talks to over pipes: no process is
started for a message, no shell sees a text, and a stop is a line away. `installation` puts it where
speech-dispatcher looks for a user's own modules.
"""
