"""The meaning of indicators.yaml: models, sources, expressions, checks and reading. No database."""
