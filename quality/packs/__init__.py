"""Board packs: one value that every document is made of, and what people do about it."""
