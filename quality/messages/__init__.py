"""Messages to people who do not look at a page just now: a queue, and what each may say."""
