"""The queue of papers to be printed, in a window of its own beside whatever page is open."""
