"""Sound: clips in, one episode file out. Import the module you need; this package loads nothing."""
