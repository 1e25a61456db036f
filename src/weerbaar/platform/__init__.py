"""Organisations, people and rights, the audit trail, jobs and the layout of every page."""
