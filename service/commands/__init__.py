"""The commands that run the service, one a file; `service.cli` has those that ask."""
