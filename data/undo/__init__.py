"""Take a load back."""
