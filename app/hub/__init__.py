"""The hub upstream: what travels, how it is signed, who asks and who answers."""
