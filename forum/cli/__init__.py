"""``flask forum …``: what operators and the Stabsstelle do on the command line, with the same commands as the pages."""
