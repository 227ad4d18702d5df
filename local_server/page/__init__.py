"""The page for voices at `/voices`: a family's telephones list, record, rename, and try voices."""
