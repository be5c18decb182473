"""Texts about who somebody is here, what they may do, and what was audited of them."""
