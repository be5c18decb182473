"""Records of the registers: one fold over acts, one form, one way to write them, whatever their kind.

record.py      a record as its acts tell it
read.py        every record that whoever reads may see
form.py        the fields of a step as they were typed
routes.py      who decides an application, and by when
perform.py     write a step down: the only way
effect.py      the chart's own answer to a change
listing.py     records of one page of a list
"""
