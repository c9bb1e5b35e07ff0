"""How pages look: one declaration for each role an element can have, in a stylesheet or on the element itself.

A fragment goes into a mail or another document, which keep what stands on an element and drop stylesheets.
"""

#: What each role looks like everywhere.
ROLES = {
    "grid": "border-collapse:collapse;font-variant-numeric:tabular-nums;line-height:1.3",
    "caption": "text-align:left;font-weight:600;padding:0 0 .4em",
    "head": "vertical-align:bottom;font-weight:600;padding:.15em .5em;border-bottom:1px solid #888",
    "left": "text-align:left",
    "right": "text-align:right",
    "begin": "padding-left:1.6em",
    "group": "text-align:center;font-weight:600;padding:.15em .5em",
    "label": "text-align:left;vertical-align:top;font-weight:400;padding:.25em .5em",
    "number": "text-align:right;vertical-align:top;padding:.25em .5em;white-space:nowrap;line-height:1.12",
    "words": "text-align:left;vertical-align:top;padding:.25em .5em",
    "sum": "font-weight:600;border-top:1px solid #888",
    "range": "font-size:.8em;font-weight:400;color:#5a5a5a",
    "notes": "font-size:.72em;font-weight:400;color:#5a5a5a;white-space:normal",
    "behind": "font-size:.72em;color:#5a5a5a;padding-left:.3em",
    "run": "white-space:nowrap",
    "mark": "display:inline-block;width:.6em;text-align:left",
    "small": "font-size:.9em;color:#5a5a5a",
    "code": "font-family:ui-monospace,Consolas,Menlo,'Courier New',monospace;font-size:.88em;white-space:pre-wrap;"
    "overflow-wrap:anywhere;padding:.6em .8em;border:1px solid #ccc",
    "list": "padding-left:0;list-style:none",
    "note": "margin:.3em 0;padding-left:2.2em;text-indent:-2.2em;overflow-wrap:anywhere",
    "tag": "display:inline-block;min-width:1.8em;text-indent:0;padding-right:.4em;text-align:right;color:#5a5a5a",
}

_PAGE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--soft:#5a5a5a;--rule:#8a8a8a;--paper:#fff;--link:#1f5a8a;--bar:#1f5a8a}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 'Helvetica Neue',Helvetica,Arial,
'Liberation Sans',Roboto,'DejaVu Sans',sans-serif}
main{max-width:58rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .2rem}
h2{font-size:1.15rem;margin:2rem 0 .4rem}
p{margin:.5rem 0;max-width:44rem;overflow-wrap:break-word}
a{color:var(--link)}
.notes a,.behind a{color:inherit;text-decoration:none;padding:.1em}
.notes a:hover,.behind a:hover{text-decoration:underline}
h1+.small{margin-top:0}
.range,.notes,.behind,.small,.tag{color:var(--soft)}
.head,.sum,.code{border-color:var(--rule)}
.grid .label:first-child,.grid .head:first-child{padding-left:0}
figure{margin:1.2rem 0}
.wide{overflow-x:auto}
.grid{font-size:.95rem}
:target{background:#ffe9a8;color:#1b1b1b}
.chart{max-width:34rem}
.chart svg{width:100%;height:auto;display:block}
.lev-text{fill:var(--ink)}.lev-soft{fill:var(--soft)}.lev-line{stroke:var(--ink);fill:none}
.lev-halo{stroke:var(--paper);stroke-width:3;fill:none}.lev-s0{fill:var(--paper);stroke:var(--ink)}
.lev-s1{fill:var(--bar);stroke:var(--bar)}.lev-s2{fill:#e69f00;stroke:#8a5f00}
@media (prefers-color-scheme:dark){
:root{--ink:#e8e8e8;--soft:#b0b0b0;--rule:#777;--paper:#16181b;--link:#8cc2ee;--bar:#5aa7e0}}
@media (max-width:40rem){
main{padding:1rem .8rem 2rem}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody,.stack caption{display:block}
.stack tr{display:grid;grid-template-columns:repeat(var(--across,3),1fr);border-top:1px solid var(--rule);
padding:.4em 0}
.stack th,.stack td{border:0;padding:.15em .3em .15em 0;text-align:left;white-space:normal}
.stack th{grid-column:1/-1;font-weight:600}
.stack .words{grid-column:1/-1}
.stack td::before{content:attr(data-head);display:block;font-size:.72em;font-weight:400;color:var(--soft)}
.stack td:empty::before{content:none}
}
@media print{
:root{--ink:#000;--soft:#444;--rule:#666;--paper:#fff;--link:#000;--bar:#1f5a8a}
@page{size:A4;margin:12mm 15mm}
body{font-size:9pt;line-height:1.25}
main{max-width:none;padding:0}
p{max-width:none;margin:.3em 0}
h1{font-size:14pt}h2{font-size:10.5pt;margin:.8em 0 .2em;break-after:avoid}
figure{margin:.6em 0}
.grid{font-size:8pt;line-height:1.15}.grid .label,.grid .number,.grid .words{padding-top:.12em;padding-bottom:.12em}
.small{font-size:7.5pt}
.wide{overflow:visible}
.note{margin:.12em 0}.list{font-size:8pt}
tr,.note,.chart,.short{break-inside:avoid}
caption{break-after:avoid}
thead{display:table-header-group}
a{text-decoration:none}
}
"""


def stylesheet() -> str:
    """Return the stylesheet of a page that stands alone."""
    rules = "\n".join(f".{role}{{{look}}}" for role, look in ROLES.items())
    return f"{rules}{_PAGE}"
