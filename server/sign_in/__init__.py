"""The check of every request before anything else: the person who asks, and what they may have.

identify         from a request to a person: session, proxy, demo, or this machine
current_person   the person of a browser, asked of the database once in a while
csrf             the token that every write has to bring
access           what each address needs; who may not have it is refused
"""
