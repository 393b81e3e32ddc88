"""Office, rules, devices, staff."""
