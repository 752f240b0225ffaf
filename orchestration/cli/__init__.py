"""The command `kliring`: one module per command, each a thin call into the layers below."""
