"""ZipVoice: clones a voice from a recording and its transcript, in Chinese and English."""
