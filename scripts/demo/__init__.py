"""The walk from a filing to a proof that survives the service, told as a story on fictional people."""
