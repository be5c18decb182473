"""What a load stores."""
