"""What is published, as others read it: JSON-stat, CSV on the Web, and a catalogue in DCAT-AP-SE.

A *cube* is a table in one language with everything that its reader must know (`cubes`). Whatever the format, a hidden
cell is no number with the letter `c`, a cell that was never told is no number without a letter, and neither is zero.
"""
