"""The subcommands of `kyc`, a module each, imported when it is called for."""
