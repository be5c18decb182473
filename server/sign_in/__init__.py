"""The door: who asks, and what they may have, looked at before anything else in every request.

who      the person of a request: session, proxy, demo, or this machine
csrf     the token that every write has to bring
door     what each address needs; who may not have it is refused
"""
