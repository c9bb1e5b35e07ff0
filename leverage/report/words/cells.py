"""What each cell is, by the parts of its name."""

AGGREGATES = {
    "gdp": "GDP of {party}",
    "exports": "goods exports of {party}",
    "imports": "goods imports of {party}",
    "remittances_received": "remittances received of {party}",
    "reserves": "reserves of {party}",
    "population": "population of {party}",
    "absorption": "absorption of {party}",
}
STAKES = {
    "exposure": "value that crosses {lever} in a year, for {party}",
    "loss": "loss of {party} on {lever}, cut in full for a year",
    "outcome": "loss of {party} on {lever} at the scenario's moves",
    "exposure_share": "exposure of {party} on {lever} as a share of its whole",
    "loss_share": "loss of {party} on {lever} as a share of its GDP",
    "outcome_share": "loss of {party} on {lever} at the moves as a share of its GDP",
}
SUMS = {
    "total": "loss of {party} over the current ties, each cut in full",
    "outcome": "loss of {party} at the scenario's moves",
    "total_share": "loss of {party} over the current ties as a share of its GDP",
    "outcome_share": "loss of {party} at the moves as a share of its GDP",
}
SHARE_OF_GDP = "{result}, as a share of GDP"
MOVE = "the move '{label}'"
MOVES = {
    "cut": "part of {lever} that {move} stops",
    "duration": "how long {move} lasts",
    "damage": "what {target} loses by {move}",
    "own_cost": "what {move} costs {by}",
    "others_loss": "what others lose by {move}",
    "cost_ratio": "own cost of {move} over its damage",
    "dollar_ratio": "damage of {move} over its own cost",
    "size_ratio": "GDP of {by} over that of {target}",
    "bite": "damage of {move} per unit of GDP over its own cost per unit of GDP",
    "damage_share": "damage of {move} as a share of the GDP of {target}",
    "own_cost_share": "own cost of {move} as a share of the GDP of {by}",
}
LOSSES_BY_A_MOVE = {
    "loss": "what {party} loses by {move}, for as long as it lasts",
    "at": "what {party} loses by {move}, for a year",
}
BY = {
    "damage": "damage of all moves by {party}",
    "own_cost": "what its own moves cost {party}",
    "cost_ratio": "own cost over damage, over the moves by {party} valued on both ends",
    "paid": "own cost of the moves by {party} valued on both ends",
    "done": "damage of the moves by {party} valued on both ends",
}
BY_ON = "{what} on {lever}"
AT = {"cut": "part of {lever} that the moves stop", "duration": "how long the moves stop {lever}"}
LOSS_AT = "loss of {party} on {lever} at the moves' cut, for a year"
BALANCE = {
    "dollar_ratio": "loss of {first} over that of {second}, over the ties valued on both sides",
    "size_ratio": "GDP of {second} over that of {first}",
    "bite": "loss of {first} per unit of GDP over that of {second}",
}
LOSS_IN_BALANCE = "loss of {party} over the ties valued on both sides"
WHOLE_CUT = "the part of the goods that is stopped: all of it"
