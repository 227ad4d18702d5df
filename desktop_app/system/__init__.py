"""What the machine gives: folders, processes, whole files, the control socket, autostart, menus."""
