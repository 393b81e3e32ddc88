"""Rare characters: the hanzi of GB 18030-2022 level 3, found by sound, shape or code."""
