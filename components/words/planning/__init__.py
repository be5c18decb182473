"""Texts of what services plan by: reports beside the planning register."""
