"""A first catalogue entry for an unknown file: what each column holds, which rows count, what to measure."""
