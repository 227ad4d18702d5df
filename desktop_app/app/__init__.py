"""The app that runs, without its windows: it reads aloud, and obeys hotkeys and orders.

All of it runs in one asyncio loop and knows no Qt. The windows are told of what happens.
"""
