"""Reading the parts of an Indonesian identity card: head, table, number, place of issue."""
