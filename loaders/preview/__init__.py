"""The preview of a load, before it is done."""
