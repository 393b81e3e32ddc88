"""Tables and figures as files: XLSX, CSV, PDF."""
