"""What a person reads of errors, in English and Chinese, without Qt: for windows and terminals."""
