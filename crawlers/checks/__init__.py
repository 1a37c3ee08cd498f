"""`sources check`: does each address work, and which one does where it does not?"""
