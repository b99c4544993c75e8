"""nomenklatura's logic-v2, the matcher behind yente, run by an interpreter of its own."""
