"""What indicators.yaml means: models, sources, expressions, checks and reading. No database."""
