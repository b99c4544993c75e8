"""What the pages of a case show, gathered from plain records: no request, no store, no clock of its own."""
