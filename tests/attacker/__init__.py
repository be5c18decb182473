"""Somebody who keeps everything that is ever shown of small organisations, and works out who was hidden.

python -m tests.attacker --organisations 500 --seed 1
"""
