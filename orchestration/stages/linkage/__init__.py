"""Records linked into persons and cases: the link, its models, its review, its quality."""
