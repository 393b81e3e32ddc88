"""The store's side of the conversation with the hub."""
