"""YAML files to one Catalogue."""
