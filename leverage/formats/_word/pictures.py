"""A chart as a picture in a document, with what it shows told in words for those who do not see it."""

import io

from docx.opc.part import Part
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from leverage.formats._word.elements import Element, clean, made, paragraph, styled
from leverage.formats.chart.png import drawn
from leverage.report.views import Chart

_WIDTH = Mm(120)


def picture(chart: Chart, part: Part) -> Element:
    """Draw a chart. Raises UnavailableError where it cannot be drawn here."""
    relation, image = part.get_or_add_image(io.BytesIO(drawn(chart, chart.title)))  # type: ignore[attr-defined]  # a story's
    width, height = image.scaled_dimensions(_WIDTH)
    inline = CT_Inline.new_pic_inline(1, relation, image.filename or "chart.png", width, height)
    inline.docPr.set("descr", clean(f"{chart.title}; {chart.scale}"))
    return paragraph("Normal", styled(made("w:drawing", inline)))
