"""Kinds of record of the registers: their fields, states, steps and routes of approval, declared in YAML.

declared.py    what a declaration may say
shipped.py     those that come with Brightspot, and what a deployment adds
*.yaml         one file a register
standards/     standards that evidence is held against, one file each
"""
