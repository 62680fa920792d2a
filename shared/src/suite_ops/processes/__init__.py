"""Programs of the suite: started, handed over, recorded, ended."""
