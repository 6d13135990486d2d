"""RSS, Atom and JSON Feed of our own pages."""
