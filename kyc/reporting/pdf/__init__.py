"""The report on paper: tagged, with the sealed JSON inside, signed by the operator."""
