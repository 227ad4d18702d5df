"""Playback: `player.Player` plays PCM through a child process that alone touches the sound device.

Nothing is imported here: the child imports this package too, and has to be playing before the
program that started it has finished its own imports.
"""
