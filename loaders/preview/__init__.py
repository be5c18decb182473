"""What a load would do, before it is done."""
