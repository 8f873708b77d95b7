"""The measures: pure functions from a selection of relations to rows."""
