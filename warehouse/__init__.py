"""Storage and publication: zones, encryption, DuckDB, dbt, vintages, releases, the report renderer.

Never imports transforms: no number is computed here.
"""
