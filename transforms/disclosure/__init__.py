"""What may be shown: rules that keep a published figure from giving a person away."""
