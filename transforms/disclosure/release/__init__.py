"""What a report or release shows: the policy, the protection of all its tables, and the gate."""
