"""The public site: static pages in Chinese and English from the JSON of a board.

Reads what was published and computes no score. Pages work from a folder, without scripts, on a phone and in print;
every number carries a pointer into the JSON it came from. Never imports tasks or torch.
"""
