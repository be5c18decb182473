"""Reports about planning, made of values and words: for the page and the file alike."""
