"""Statistical disclosure control: what may be told of counts of few people, and what has been told already.

A *table* is cells and the sums that tie them together (`tables`); what may be shown is declared (`lattice`). By
default small counts are *rounded*, and the table still adds up (`rounding`). Where exact counts must stand, cells are
*suppressed* for their own sake (`primary`) and for the sake of others (`suppression`). Either way the *attack* has the
last word (`attack`): what it can narrow is not published. Totals on dashboards carry noise (`cell_key`).
"""
