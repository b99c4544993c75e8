"""The sandbox: invented applicants whose ids say how they end; a clock to move; receivers that only seem to be."""
