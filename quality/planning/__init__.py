"""Reports that a service plans by: whom it serves, its measures and objectives, the yearly review, what it
costs to measure, who is trained, how ready it is. All is worked out from records and data; nothing is stored.

people_served.py   residents by group, and who of them is counted
alignment.py       measures by kind, objectives and the measures that carry them
yearly_round.py    the review of measures, aims and the plan: what is done, what is not
readiness.py       answers of several people, as a distribution
burden.py          what measures and audits cost, and what was decided from them
training.py        how many staff have reached a level of training
"""
