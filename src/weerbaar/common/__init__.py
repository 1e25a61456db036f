"""The few things three rooms share: language, refusals, tables of columns, findings."""
