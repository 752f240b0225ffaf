"""What a table tells all the same, and the proof that it is nothing: attack and certificate."""
