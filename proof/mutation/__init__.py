"""One small fault at a time in a copy of the code: do the tests notice?"""
