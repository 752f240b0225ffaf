"""Files of records, real and synthetic: made ready for release."""
