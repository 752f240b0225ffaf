"""Secondary suppression: the cheapest cells to hide so that no small count is learned."""
