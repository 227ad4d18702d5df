"""The CosyVoice 2.0 API served on this machine, with a local engine that does not clone."""
