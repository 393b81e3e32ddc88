"""Pure vocabulary and rules of petition reception. No clock, no disk, no device."""
