"""Speaking styles: their window, their editor, importing, one for each language."""
