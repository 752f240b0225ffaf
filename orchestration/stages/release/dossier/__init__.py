"""What reviewers and users read beside a release: generated, never written by hand."""
