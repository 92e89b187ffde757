"""How an answer is read: what it asserts, the numerals and units it uses, the letters and labels it names.

Pure text to values, the same for every model. `harness.extract` is the face of this package; nothing here knows a
gold, a family or a model.
"""
