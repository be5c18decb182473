"""The huddle's page and the wall."""
