"""The rig around Usher: a throw-away homeserver, certificates, faults, and Usher itself, for the demo and the black-box tests.

Standard library only, apart from `browser` (Playwright) and `fixtures` (pytest). Nothing in here knows Usher from the inside: it
starts the real program, speaks HTTP to it, and asks the homeserver what is true.
"""
