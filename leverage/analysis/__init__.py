"""What follows from a graph: assessments, checks, claims, ranges, comparisons. Only here and in sweeps is numpy."""
