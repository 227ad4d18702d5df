"""The first start: who reads, where the service is, and a try."""
