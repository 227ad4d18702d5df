"""Who speaks, and how to reach it: services that are set up, and the one built in."""
