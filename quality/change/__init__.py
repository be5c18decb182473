"""The change of a rolled-up number, split by the services inside and by groups of people."""
