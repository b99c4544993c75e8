"""How the parts of publishers' files are read that several lists share, or that fill a module of their own."""
