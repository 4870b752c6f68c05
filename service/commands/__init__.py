"""The commands that ask the archive and run the service, one a file."""
