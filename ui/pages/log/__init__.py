"""The visit log and the figures of the day."""
