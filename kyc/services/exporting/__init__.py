"""Reports handed out as files that prove themselves."""
