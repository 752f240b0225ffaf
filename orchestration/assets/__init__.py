"""Assets, one module a zone. A body loads, calls, returns: what it does stands in the stages."""
