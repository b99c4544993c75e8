"""Re-screening measured: what a change of a list costs beside the plain function, and what survives kill -9."""
