"""The command `morgan`: what is typed, turned into calls; one file per command."""
