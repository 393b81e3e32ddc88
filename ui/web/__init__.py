"""The hub's pages for visitors: plain HTML, no script, no cookie."""
