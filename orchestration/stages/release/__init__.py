"""What leaves the house: protected, proposed, reviewed, published, checked, withdrawn."""
