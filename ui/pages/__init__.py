"""One folder a screen: view (widgets only) and presenter (makes no widget)."""
