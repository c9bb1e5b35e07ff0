"""What the signs beside numbers mean, for the legend below a table; `{mark}` is the sign itself."""

ELSEWHERE = "{mark} uses a source besides {source}"
ASSUMED = "{mark} rests on an assumption"
UNSOURCED = "{mark} rests on a number without a source"
ABOUT = "{mark} approximate at source"
PRIMARY_OF_EACH = "the primary one of its scenario"
AND_OTHERS = "{author} and others"

UNCUT = "{mark} not cut or no ratio"
UNVALUED = "{mark} not valued"
AT_LEAST = "{mark} at least: a part is not valued"
AT_MOST = "{mark} at most: a part of what it is compared with is not valued"
