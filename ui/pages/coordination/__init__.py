"""Who is responsible: leaders, first contacts, disputes, proposals, the hall."""
