"""Texts read aloud, sentence by sentence: queue, synthesis ahead of need, playback, history.

Without Qt, in one asyncio loop. `reader.Reader` is what a window or a command drives.
"""
