"""Alibaba Cloud Model Studio (百炼, DashScope): a CosyVoice service that is paid by the character.

Its WebSocket has the envelope of the CosyVoice 2.0 API. Voices and HTTP have a form of their own.
Facts are those of the vendor's pages of July to November 2026 and of its SDK, dashscope 2.0.2.
"""
