"""The public site: a folder of plain pages and of the files of published releases."""
