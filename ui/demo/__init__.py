"""The made-up office: shows everything without a reader, a printer or a hub."""
