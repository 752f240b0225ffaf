"""What the figures of reports count, and the sums between them, in whichever table they stand."""
