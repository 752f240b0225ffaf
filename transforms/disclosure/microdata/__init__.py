"""Files of single records: recoding, local suppression, and what they measure and tell."""
