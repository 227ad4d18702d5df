"""Speech made by another service with `POST /v1/audio/speech`; voices and the API stay here."""
