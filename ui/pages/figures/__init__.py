"""The figures of a period, compared, charted, and made into reports."""
