"""Text on its way to speech: cleaned of what nobody would say, and cut where a speaker pauses."""
