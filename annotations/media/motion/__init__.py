"""What changes from frame to frame: signals of a whole clip, and a box that follows what it was drawn around.

Only the child process imports what is in here: it needs numpy and scipy, which a web process does not load.
"""
